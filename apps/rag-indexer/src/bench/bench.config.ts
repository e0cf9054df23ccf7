/** What the git that is measured is started with. */
export const benchEnvironment: Readonly<NodeJS.ProcessEnv> = process.env;
