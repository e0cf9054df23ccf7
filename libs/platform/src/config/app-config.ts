import { configOf } from './config-of.ts';

/** What every app's configuration holds; injects the configuration of whatever app it runs in. */
export class AppConfig extends configOf({}) {}
