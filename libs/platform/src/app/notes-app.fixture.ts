import { Body, Controller, Get, HttpException, Module, Param, Post, Query, Req } from '@nestjs/common';
import { Principal, SkeinError, StreamId, text, type Scope } from '@skein/contracts';
import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { configOf } from '../config/config-of.ts';
import { UnparsedBody } from '../http/unparsed-body.decorator.ts';
import { CurrentPrincipal } from '../identity/current-principal.decorator.ts';
import { KeyLookup } from '../identity/key-lookup.ts';
import { Public } from '../identity/public.decorator.ts';
import { Scopes } from '../identity/scopes.decorator.ts';
import { Answers } from '../openapi/answers.decorator.ts';
import { PlatformModule } from './platform.module.ts';

const NoteRequest = z.strictObject({ title: text(20), stars: z.int().min(0).default(0) }).meta({ id: 'NoteRequest' });
const NotesQuery = z.strictObject({ limit: z.coerce.number().int().min(1).default(10), tag: z.string().optional() });
const NotesView = z.object({ limit: z.int(), tag: z.string().optional() }).meta({ id: 'NotesView' });

class NotesConfig extends configOf({ GREETING: z.string().describe('what to say') }) {}

@Controller('v1/notes')
class NotesController {
  constructor(private readonly config: NotesConfig) {}

  @Get()
  @Answers(NotesView, { summary: 'Lists notes' })
  list(@Query({ schema: NotesQuery }) query: z.output<typeof NotesQuery>) {
    return query;
  }

  @Post()
  @Answers(NoteRequest, { status: 201 })
  add(@Body({ schema: NoteRequest }) note: z.output<typeof NoteRequest>) {
    return note;
  }

  @Post('artifact')
  @Scopes('read')
  size(@Body() body: Buffer) {
    return { bytes: body.length };
  }

  @Public()
  @Post('signed')
  @UnparsedBody()
  signed(@Body() body: Buffer) {
    return { text: body.toString('utf8') };
  }

  @Get('me')
  me(@CurrentPrincipal() principal: Principal) {
    return { principal, greeting: this.config.GREETING };
  }

  @Get('approvals')
  @Scopes('read', 'approve')
  approvals() {
    return {};
  }

  @Get('throw/:what')
  throw(@Param('what') what: string) {
    const errors: Record<string, Error> = {
      known: new SkeinError('workflow.unknown', 'There is no workflow w1. Check the id.', { workflow: 'w1' }),
      busy: new SkeinError('service.busy', 'The queue is full. Try again.'),
      nest: new HttpException('teapot', 418),
      internal: new Error('connection to postgres://u:secret@db failed'),
    };
    if (what === 'zod') z.string().parse(1);
    throw errors[what] ?? new TypeError('?');
  }

  @Get(':id')
  one(@Param('id', { schema: StreamId }) id: string) {
    return { id };
  }

  @Public()
  @Get('open/door')
  open(@Req() request: FastifyRequest) {
    return { principal: request.principal ?? null };
  }
}

export const key = (name: string) => `sk_${name}_0123456789`;
const principals = new Map(
  Object.entries({ reader: ['read'], writer: ['read', 'write'], slow: ['read'] } satisfies Record<string, Scope[]>).map(
    ([name, scopes]) => [
      createHash('sha256').update(key(name)).digest('hex'),
      Principal.parse({ tenant: 'acme', subject: name, roles: ['lead'], scopes }),
    ],
  ),
);
/** What tests change. */
export const database = { up: true };

class Keys implements KeyLookup {
  async findByHash(hash: string) {
    if (!database.up) throw new Error('connect ECONNREFUSED');
    return principals.get(hash);
  }
}

@Module({
  imports: [PlatformModule.forApp('notes', NotesConfig)],
  controllers: [NotesController],
  providers: [{ provide: KeyLookup, useClass: Keys }],
})
export class NotesModule {}
