import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { SkeinError, type Principal } from '@skein/contracts';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the identity guard. */
    principal?: Principal;
  }
}

/** Who is calling: `list(@CurrentPrincipal() principal: Principal)`. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new SkeinError('service.failed', 'A public route asks for the caller.');
  return principal;
});
