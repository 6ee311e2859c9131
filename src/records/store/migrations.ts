/** A step from one schema to the next, forward only. */
export interface Migration {
  readonly version: number
  readonly name: string
  /**
   * The lowest version of the code that may still work with the tables after this step. A step that
   * only adds (expand) leaves it as it is; one that takes away (contract) raises it, and is shipped
   * once no older code runs any more.
   */
  readonly readableFrom: number
  /** Statements that SQLite and PostgreSQL both understand. */
  readonly statements: readonly string[]
}

/** Every step so far. One that was shipped is never changed. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'records, feedback, outcomes, models',
    readableFrom: 1,
    statements: [
      `create table guidance_record (
        id text primary key, at text not null, service text not null, client text not null,
        patient text not null, document text not null)`,
      'create index guidance_record_at on guidance_record (at, id)',
      `create table feedback (
        id text primary key, at text not null, service text not null, client text not null,
        card text not null, document text not null)`,
      'create index feedback_at on feedback (at, id)',
      'create index feedback_card on feedback (card)',
      `create table outcome (
        patient text not null, date text not null, definition text not null,
        happened integer not null, source text not null,
        primary key (patient, date, definition))`,
      'create index outcome_date on outcome (date)',
      `create table risk_model (
        hash text primary key, id text not null, version text not null, definition text not null)`,
    ],
  },
  {
    version: 2,
    name: 'what replicas share',
    readableFrom: 1,
    statements: [
      'create table spent_token (token text primary key, until bigint not null)',
      'create index spent_token_until on spent_token (until)',
      'create table shown_card (fingerprint text primary key, until bigint not null)',
      'create index shown_card_until on shown_card (until)',
      `create table rate_count (
        caller text not null, minute bigint not null, hits integer not null,
        primary key (caller, minute))`,
    ],
  },
  {
    version: 3,
    name: 'competing events of outcomes',
    readableFrom: 1,
    statements: ['alter table outcome add column competing text'],
  },
  {
    version: 4,
    name: 'values by platform, and what was found of their drift',
    readableFrom: 1,
    statements: [
      `create table measured_value (
        service text not null, platform text not null, predictor text not null,
        patient text not null, at text not null, value double precision not null,
        primary key (service, platform, predictor, patient))`,
      'create index measured_value_at on measured_value (service, at)',
      `create table drift_alarm (
        anchor text not null, platform text not null, predictor text not null, at text not null,
        direction text not null, primary key (anchor, platform, predictor, at))`,
      `create table drift_review (
        anchor text not null, platform text not null, at text not null, name text not null,
        role text not null, finding text not null, primary key (anchor, platform, at))`,
      `create table anchor_proposal (
        service text not null, platform text not null, patients integer not null, at text not null,
        primary key (service, platform, patients))`,
    ],
  },
]
