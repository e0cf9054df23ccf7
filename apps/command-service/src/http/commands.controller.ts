import { Body, Controller, Headers, Post, Query } from '@nestjs/common';
import { CommandsRequest, CommandsResponse, SkeinError, type CommandResult, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal } from '@skein/platform';
import { v7 as uuidv7 } from 'uuid';
import { failedResult } from '../answers/command-results.ts';
import { CommandDesk } from '../answers/command-desk.ts';
import { CommandServiceConfig } from '../app.config.ts';
import { checkCommand } from '../door/command-door.ts';
import type { CheckedCommand } from '../door/checked-command.ts';
import { deskOptions, WaitQuery } from './waiting.ts';

@Controller('v1/commands')
export class CommandsController {
  constructor(
    private readonly desk: CommandDesk,
    private readonly config: CommandServiceConfig,
  ) {}

  @Post()
  @Answers(CommandsResponse, { summary: 'Decides up to 500 commands; one result each, in their order' })
  async decide(
    @Body({ schema: CommandsRequest }) { commands }: CommandsRequest,
    @Query({ schema: WaitQuery }) query: WaitQuery,
    @Headers('prefer') prefer: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CommandsResponse> {
    const checked: CheckedCommand[] = [];
    const results: (CommandResult | number)[] = commands.map((request) => {
      const named = { ...request, id: request.id ?? uuidv7() };
      try {
        return checked.push(checkCommand(named, principal, this.config.PARTITIONS)) - 1;
      } catch (error) {
        if (error instanceof SkeinError) return failedResult({ id: named.id, stream: named.stream ?? '' }, error);
        throw error;
      }
    });
    const answers = await Promise.all(this.desk.submit(checked, deskOptions(query, prefer)));
    return { results: results.map((result) => (typeof result === 'number' ? answers[result]! : result)) };
  }
}
