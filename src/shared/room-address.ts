/**
 * The address (`#club:example.org`) or the id (`!…`) of a room. Ids have no server part since room
 * version 12.
 */
export const roomAddressPattern = /^(#[^\s:]+:\S+|![^\s:]+(:\S+)?)$/
