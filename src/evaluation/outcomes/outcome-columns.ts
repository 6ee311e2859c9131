/** The column of the days from the first treatment to the outcome, or to the last look. */
export const FOLLOW_UP = { name: 'followUpDays', labels: ['随访天数', 'days', 'follow-up (days)'] }

/** The column in which an extract says why an outcome is neither yes nor no. */
export const OUTCOME_WHY = 'outcomeWhy'
