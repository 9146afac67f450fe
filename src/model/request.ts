/** A request to join: `ended`: nobody decided in time. A withdrawn one is deleted. */
export const requestStates = ['open', 'approved', 'declined', 'ended'] as const
export type RequestState = (typeof requestStates)[number]

/** A question of the operator's own on the form of requests. */
export interface Question {
  text: string
  /** What can be chosen; null: a text. */
  options: readonly string[] | null
  isOptional: boolean
}

/** A question as it was asked, with its answer. */
export interface Answer {
  question: string
  answer: string
}

/** What a moderator or operator says to a request. `sentence` is shown to the applicant. */
export type Decision =
  | { kind: 'approve'; profile?: string | null | undefined; sentence?: string | undefined }
  | { kind: 'decline'; sentence?: string | undefined }
