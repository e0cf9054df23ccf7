/**
 * How Node runs an app. What is in flight outlives a young generation of the default size and is copied twice before it is garbage: twice the
 * room saves an event-store that drains a tenth of its time.
 */
export const nodeFlags: readonly string[] = ['--enable-source-maps', '--max-semi-space-size=32'];
