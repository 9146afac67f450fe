/** The answer to the doctor's test request: which portal received it, and what arrived. */
export interface Reach {
  /** Identifies the portal: equal for all portals that share a database, and for no others. */
  proof: string
  path: string
  /** Keyed digests of the options that it runs with (config/marks.ts); absent in older versions. */
  options?: Readonly<Record<string, string>>
  /** `told`: a proxy sent the visitor's address. `believed`: that proxy is trusted. */
  told: boolean
  believed: boolean
  /** The visitor's address as the portal sees it. */
  address: string | null
  /** The first address in each header that proxies write it into; absent in older versions. */
  claims?: Readonly<Record<string, string>>
}
