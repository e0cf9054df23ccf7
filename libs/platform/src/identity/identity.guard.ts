import { Injectable, type CanActivate, type ExecutionContext, type OnApplicationBootstrap } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { SkeinError, type Principal, type Scope } from '@skein/contracts';
import type { FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';
import { Routes } from '../openapi/routes.ts';
import { apiKeyOf } from './api-key-of.ts';
import { KeyCache } from './key-cache.ts';
import { KeyLookup } from './key-lookup.ts';
import { PUBLIC } from './public.decorator.ts';
import { requireScope } from './require-scope.ts';
import { SCOPES } from './scopes.decorator.ts';

/** What a route demands. */
interface Rule {
  isPublic: boolean;
  scopes: readonly Scope[] | undefined;
}

const KEY = /^sk_[A-Za-z0-9_-]{8,200}$/;

/** Lets a request in only with a known key that has the scopes of the route, and puts the key's principal on the request. */
@Injectable()
export class IdentityGuard implements CanActivate, OnApplicationBootstrap {
  #keys?: KeyCache;
  /** By controller, then by handler: a handler that is inherited may have other demands. */
  readonly #rules = new Map<unknown, Map<unknown, Rule>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly routes: Routes,
  ) {}

  onApplicationBootstrap(): void {
    if (this.routes.all().every((route) => route.isPublic)) return;
    this.#keys = new KeyCache(this.modules.get(KeyLookup, { strict: false }));
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.ruleOf(context);
    if (rule.isPublic) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.principalOf(apiKeyOf(request.headers));
    for (const scope of rule.scopes ?? [defaultScope(request.method)]) requireScope(principal, scope);
    request.principal = principal;
    return true;
  }

  private ruleOf(context: ExecutionContext): Rule {
    const targets = [context.getHandler(), context.getClass()];
    const ofController = this.#rules.get(targets[1]) ?? new Map<unknown, Rule>();
    const known = ofController.get(targets[0]);
    if (known) return known;
    const rule = {
      isPublic: this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets) ?? false,
      scopes: this.reflector.getAllAndOverride<Scope[] | undefined>(SCOPES, targets),
    };
    this.#rules.set(targets[1], ofController.set(targets[0], rule));
    return rule;
  }

  private async principalOf(key: string): Promise<Principal> {
    const principal = KEY.test(key) ? await this.lookUp(hash('sha256', key, 'hex')) : undefined;
    if (principal) return principal;
    throw new SkeinError('identity.key-unknown', 'The API key is not known, has expired or was revoked. Have a new one made.');
  }

  private async lookUp(keyHash: string): Promise<Principal | undefined> {
    if (!this.#keys) throw new SkeinError('service.not-ready', 'The service is starting. Try again in a second.');
    try {
      return await this.#keys.findByHash(keyHash);
    } catch (cause) {
      throw new SkeinError('service.unavailable', 'The API key cannot be checked: the database does not answer. Try again.', {}, { cause });
    }
  }
}

const defaultScope = (method: string): Scope => (method === 'GET' || method === 'HEAD' ? 'read' : 'write');
