/**
 * Clauses of the specification that are about a card, and the ids by which `violations` tells that
 * one is broken.
 */
export const CARD_CLAUSES: readonly (readonly [
  clause: string,
  title: string,
  ids: readonly string[],
])[] = [
  ['I@80', 'a card uuid is a string', ['card.uuid']],
  ['I@83', 'a summary is one sentence below 140 characters', ['card.summary']],
  ['I@84', 'a detail is text', ['card.detail']],
  ['I@87', 'an indicator is info, warning or critical', ['card.indicator']],
  ['I@90', 'a card has a source with a label', ['card.source', 'source.label']],
  ['I@107', 'source.url and source.icon are absolute', ['source.url', 'source.icon']],
  ['I@115', 'source.topic is a Coding', ['source.topic']],
  ['I@92', 'suggestions are an array with elements, or left out', ['card.suggestions']],
  ['I@95', 'selectionBehavior is at-most-one or any', ['card.selectionBehavior']],
  ['I@98', 'overrideReasons are an array with elements, or left out', ['card.overrideReasons']],
  ['I@103', 'links are an array with elements, or left out', ['card.links']],
  ['I@117', 'a suggestion has a label', ['suggestion.label']],
  ['I@120', 'isRecommended is a boolean', ['suggestion.isRecommended']],
  ['I@123', 'actions are an array with elements, or left out', ['suggestion.actions']],
  ['I@127', 'an action creates, updates or deletes', ['action.type']],
  ['I@130', 'what is created or updated is a FHIR resource', ['action.resource']],
  ['I@138', 'a link has a label', ['link.label']],
  ['I@139', 'a link has an absolute URL', ['link.url']],
  ['I@141', 'a link is absolute or smart', ['link.type', 'link.autolaunchable']],
  ['I@144', 'appContext is a string', ['link.appContext']],
  ['I@214', 'an extension is an object', ['card.extension']],
  ['cds-resp-1', 'at-most-one has at most one recommended suggestion', ['cds-resp-1']],
  ['cds-resp-3', 'appContext stands on smart links only', ['cds-resp-3']],
  ['cds-resp-4', 'an override reason has code, system and display', ['cds-resp-4']],
  ['cds-resp-5', 'an action has a description', ['cds-resp-5']],
  ['cds-resp-6', 'selectionBehavior stands exactly with suggestions', ['cds-resp-6']],
  ['cds-resp-7', 'actionSelectionBehavior is all, any or at-most-one', ['cds-resp-7']],
]
