import { Injectable, RequestMethod } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { z } from 'zod';
import { PUBLIC } from '../identity/public.decorator.ts';
import { ANSWERS, type Answer } from './answers.decorator.ts';

interface Parameter {
  index: number;
  /** The one field wanted (`@Param('id')`), or nothing for all of them. */
  data?: string;
  schema?: z.ZodType;
}

/** One route, as its decorators declare it; what is validated and what is documented come from the same place. */
export interface Route {
  method: string;
  /** With parameters in braces: `/v1/workflows/{id}`. */
  path: string;
  tag: string;
  name: string;
  isPublic: boolean;
  status: number;
  answer?: Answer;
  body?: Parameter;
  query: Parameter[];
  params: Parameter[];
}

type Handler = (...args: unknown[]) => unknown;

/** Every route of the app. */
@Injectable()
export class Routes {
  #all?: Route[];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  all(): Route[] {
    return (this.#all ??= this.discovery.getControllers().flatMap(({ metatype }) => (metatype ? this.#routesOf(metatype as Handler) : [])));
  }

  #routesOf(controller: Handler): Route[] {
    const prototype = controller.prototype as Record<string, Handler>;
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
      .flatMap((name) => {
        const handler = prototype[name]!;
        const parameters = parametersOf(controller, name);
        return [handler, controller]
          .map(pathsOf)
          .reduce(pairs)
          .map((path) => ({
            method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod],
            path,
            tag: controller.name.replace(/Controller$/, ''),
            name,
            isPublic: this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [handler, controller]) ?? false,
            status: (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ?? 200,
            answer: Reflect.getMetadata(ANSWERS, handler) as Answer | undefined,
            body: parameters(RouteParamtypes.BODY)[0],
            query: parameters(RouteParamtypes.QUERY),
            params: parameters(RouteParamtypes.PARAM),
          }));
      });
  }
}

function parametersOf(controller: Handler, name: string) {
  const metadata = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, Parameter>;
  return (kind: RouteParamtypes) =>
    Object.entries(metadata)
      .filter(([key]) => key.startsWith(`${kind}:`))
      .map(([, parameter]) => parameter);
}

const pathsOf = (target: Handler): string[] => [(Reflect.getMetadata(PATH_METADATA, target) ?? '/') as string | string[]].flat();

const pairs = (own: string[], prefixes: string[]): string[] => prefixes.flatMap((prefix) => own.map((path) => joined(prefix, path)));

const joined = (...parts: string[]): string =>
  `/${parts.flatMap((part) => part.split('/').filter(Boolean)).join('/')}`.replace(/:([A-Za-z0-9_]+)/g, '{$1}');
