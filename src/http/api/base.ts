/** Below which path of the private listener the API is. A new generation gets a new one. */
export const base = '/api/v1'
