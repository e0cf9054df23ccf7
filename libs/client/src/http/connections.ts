import { Agent } from 'undici';

/**
 * Kept-alive connections, shared by all clients of the process. Idle ones do not keep the process alive. Time-outs are those of each request,
 * from its first moment to its last, so that the agent's own are off.
 */
export const connections = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
