/**
 * The one device of the bot. A login with it ends the session before, and a transaction id, which sends
 * an event once, counts for a device.
 */
export const botDevice = 'LATCHKEYBOT'
