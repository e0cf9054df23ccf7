/** Injection token of the app's name, as given to `PlatformModule.forApp`. */
export const APP_NAME = Symbol('app-name');
