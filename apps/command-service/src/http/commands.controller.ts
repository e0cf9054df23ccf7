import { Body, Controller, Headers, Post, Query, Res } from '@nestjs/common';
import { CommandId, CommandsRequest, CommandsResponse, SkeinError, type CommandResult, type Principal } from '@skein/contracts';
import { derivedId } from '@skein/log';
import { Answers, CurrentPrincipal, Log, parsed } from '@skein/platform';
import type { FastifyReply } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { failedResult } from '../answers/command-results.ts';
import { CommandDesk } from '../answers/command-desk.ts';
import { CommandServiceConfig } from '../app.config.ts';
import { checkCommand } from '../door/command-door.ts';
import type { CheckedCommand } from '../door/checked-command.ts';
import { deskOptions, WaitQuery } from './waiting.ts';

const IdempotencyKey = CommandId.optional();

@Controller('v1/commands')
export class CommandsController {
  constructor(
    private readonly desk: CommandDesk,
    private readonly config: CommandServiceConfig,
    private readonly log: Log,
  ) {}

  @Post()
  @Answers(CommandsResponse, { summary: 'Decides up to 500 commands; one result each, in their order' })
  async decide(
    @Body({ schema: CommandsRequest }) { commands }: CommandsRequest,
    @Query({ schema: WaitQuery }) query: WaitQuery,
    @Headers('prefer') prefer: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandsResponse> {
    const idAt = idsOf(principal.tenant, parsed(IdempotencyKey, key));
    const checked: CheckedCommand[] = [];
    const results: (CommandResult | number)[] = commands.map((request, index) => {
      const named = { ...request, id: request.id ?? idAt(index) };
      try {
        return checked.push(checkCommand(named, principal, this.config.PARTITIONS)) - 1;
      } catch (error) {
        return failedResult({ id: named.id, stream: named.stream ?? '' }, this.#problemOf(error));
      }
    });
    const answers = await this.desk.submit(checked, deskOptions(query, prefer));
    if (answers.some(({ problem }) => problem?.status === 503)) void reply.header('retry-after', '1');
    return { results: results.map((result) => (typeof result === 'number' ? answers[result]! : result)) };
  }

  /** One command that cannot be checked must not spoil those beside it. */
  #problemOf(err: unknown): SkeinError {
    if (err instanceof SkeinError) return err;
    this.log.error('a command could not be checked', { err });
    return new SkeinError('service.failed', 'The command could not be checked; the service has logged why. Report it.', {}, { cause: err });
  }
}

/** The ids of commands that carry none: under an `Idempotency-Key` they follow from it and their place, so that a batch sent again is the same. */
const idsOf = (tenant: string, key: string | undefined) => (index: number) =>
  key === undefined ? uuidv7() : derivedId(`${tenant}/${key}`, `command ${index}`);
