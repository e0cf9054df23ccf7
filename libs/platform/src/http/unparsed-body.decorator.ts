import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    unparsedBody?: boolean;
  }
}

/**
 * Gives the handler of a route the bytes of a JSON body as they came, in a `@Body() body: Buffer`: for signatures over them. The handler reads
 * them itself, once it knows whose they are.
 */
export const UnparsedBody = () => RouteConfig({ unparsedBody: true });
