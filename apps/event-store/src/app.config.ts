import { configOf } from '@skein/platform';
import { serviceShape } from '@skein/service';

export class EventStoreConfig extends configOf(serviceShape) {}
