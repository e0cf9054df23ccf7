import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import {
  Category,
  CommandId,
  CommandResult,
  Json,
  keyOf,
  partitionOf,
  SkeinError,
  StartWorkflow,
  StreamId,
  type CommandRequest,
  type Principal,
} from '@skein/contracts';
import { Answers, CurrentPrincipal, parsed } from '@skein/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CommandDesk } from '../answers/command-desk.ts';
import { resultOfOutcome } from '../answers/command-results.ts';
import { FindOutcomes } from '../answers/find-outcomes.ts';
import { CommandServiceConfig } from '../app.config.ts';
import { checkCommand } from '../door/command-door.ts';
import { sendResult } from './single-answer.ts';
import { deskOptions, expectedVersion, WaitQuery } from './waiting.ts';

const StartRequest = z.looseObject({ id: StreamId.optional() });
const CommandName = z.string().regex(/^[a-z][a-z-]{0,60}$/, 'a command such as claim-step');
const OutcomeQuery = z.strictObject({ category: Category.default('workflow') });

interface CommandHeaders {
  prefer?: string;
  'if-match'?: string;
  'idempotency-key'?: string;
}

/** One command per request; the address names the workflow and the command. */
@Controller('v1/workflows')
export class WorkflowCommandsController {
  constructor(
    private readonly desk: CommandDesk,
    private readonly outcomes: FindOutcomes,
    private readonly config: CommandServiceConfig,
  ) {}

  @Post()
  @Answers(CommandResult, { status: 201, summary: 'Starts a workflow' })
  start(
    @Body({ schema: StartRequest }) { id, ...data }: z.infer<typeof StartRequest>,
    @Query({ schema: WaitQuery }) query: WaitQuery,
    @Headers() headers: CommandHeaders,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandResult> {
    return this.#submit({ type: StartWorkflow.type, stream: id, data }, { query, headers, principal, reply, applied: 201 });
  }

  @Post(':id/:command')
  @Answers(CommandResult, { summary: 'Sends the workflow a command, such as claim-step, approve or cancel' })
  send(
    @Param('id', { schema: StreamId }) stream: string,
    @Param('command', { schema: CommandName }) command: string,
    @Body({ schema: Json.optional() }) data: unknown,
    @Query({ schema: WaitQuery }) query: WaitQuery,
    @Headers() headers: CommandHeaders,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandResult> {
    return this.#submit({ type: `workflow.${command}`, stream, data: data ?? {} }, { query, headers, principal, reply, applied: 200 });
  }

  @Get(':id/commands/:commandId')
  @Answers(CommandResult, { summary: 'The outcome of a command, as its sender would have got it' })
  async outcome(
    @Param('id', { schema: StreamId }) stream: string,
    @Param('commandId', { schema: CommandId }) id: string,
    @Query({ schema: OutcomeQuery }) { category }: z.infer<typeof OutcomeQuery>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<CommandResult> {
    const partition = partitionOf(keyOf(tenant, stream), this.config.PARTITIONS);
    const wanted = { category, partition, tenant, stream, id };
    const [found] = await this.outcomes.find([wanted]);
    if (found) return resultOfOutcome(wanted, found.outcome, 'stored');
    throw new SkeinError(
      'command.unknown',
      `No outcome of command ${id} on ${stream} is stored. It may still be on its way; look again, or send it again.`,
    );
  }

  async #submit(
    request: CommandRequest,
    {
      query,
      headers,
      principal,
      reply,
      applied,
    }: { query: WaitQuery; headers: CommandHeaders; principal: Principal; reply: FastifyReply; applied: number },
  ): Promise<CommandResult> {
    const key = headers['idempotency-key'];
    const id = key === undefined ? undefined : parsed(CommandId, key);
    const command = checkCommand(
      { ...request, id, expectedVersion: expectedVersion(headers['if-match']) },
      principal,
      this.config.PARTITIONS,
    );
    const [result] = await this.desk.submit([command], deskOptions(query, headers.prefer));
    return sendResult(reply, result!, { applied, wait: query.wait });
  }
}
