/** One value of the stream of answered orders: a patient's first on a platform. */
export interface MeasuredValue {
  readonly platform: string
  readonly predictor: string
  /** When it was answered: `YYYY-MM-DDThh:mm:ss.sssZ`. */
  readonly at: string
  readonly value: number
}

/** The values of a platform have moved since it was anchored. */
export interface DriftAlarm {
  readonly platform: string
  readonly predictor: string
  /** When the order was answered at which it was found. */
  readonly at: string
  readonly direction: 'up' | 'down'
}

/** Somebody has looked at an alarm, and signs for what was found. */
export interface DriftReview {
  readonly platform: string
  readonly at: string
  readonly name: string
  readonly role: string
  readonly finding: string
}

/** That an anchor of so many patients of a platform was proposed to be signed. */
export interface ToldProposal {
  readonly service: string
  readonly platform: string
  readonly patients: number
  readonly at: string
}

/** What the charts of platforms are kept in. Alarms and reviews are of one anchor, by its digest. */
export interface DriftRecords {
  /**
   * The values of services since a moment, in the order in which they came; of each patient the
   * first on a platform.
   */
  readonly values: (services: readonly string[], since: string) => Promise<readonly MeasuredValue[]>
  readonly alarms: (anchor: string) => Promise<readonly DriftAlarm[]>
  /** @returns Whether it was new: another process may have found it too. */
  readonly addAlarm: (anchor: string, alarm: DriftAlarm) => Promise<boolean>
  readonly reviews: (anchor: string) => Promise<readonly DriftReview[]>
  /**
   * Remembers that an anchor was proposed at so many patients.
   *
   * @returns Whether it was new.
   */
  readonly addProposal: (proposal: ToldProposal) => Promise<boolean>
  readonly addReview: (anchor: string, review: DriftReview) => Promise<void>
}
