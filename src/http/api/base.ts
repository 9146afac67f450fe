/** Base path of the API on the private listener. An incompatible version gets a new one. */
export const base = '/api/v1'
