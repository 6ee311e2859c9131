/**
 * AE: the message was understood and could not be dealt with; sending it again may help. AR: it can
 * never be dealt with as it is. HL7 table 0008.
 */
type ErrorAcknowledgment = 'AE' | 'AR'

/** Codes of HL7 table 0357. */
type ErrorCode = '100' | '101' | '102' | '103' | '200' | '201' | '207'

/** The text is this project's own: nothing of the message is in it. */
export class MessageProblem extends Error {
  override readonly name = 'MessageProblem'
  readonly acknowledgment: ErrorAcknowledgment
  readonly code: ErrorCode

  constructor(
    acknowledgment: ErrorAcknowledgment,
    code: ErrorCode,
    text: string,
    options?: ErrorOptions,
  ) {
    super(text, options)
    this.acknowledgment = acknowledgment
    this.code = code
  }
}
