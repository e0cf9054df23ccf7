export { checkPosition } from './check-position.ts';
export { isShown, Taken, taken, type WriteReply } from './own-write.ts';
export { decodeCursor, encodeCursor, pageOfRows } from './paging.ts';
export { PostgresKeys } from './postgres-keys.ts';
export { Projection, type ProjectionHandler } from './projection.ts';
export { ServiceModule, type ServiceOptions } from './service.module.ts';
export { projectionShape, serviceShape, type ProjectionSettings, type ServiceSettings } from './service-shape.ts';
export { Shutdown } from './shutdown.ts';
export { CallerKey, CommandsOfCallers, IdempotencyKey } from './caller.ts';
