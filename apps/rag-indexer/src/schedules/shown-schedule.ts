import type { IndexSchedule } from '@skein/contracts';
import type { ScheduleRow } from './schedules.repository.ts';

/** As callers see it. */
export const shownOf = ({ id, request, source, project, everySeconds, nextAt, failures, error }: ScheduleRow): IndexSchedule => ({
  ...{ id, kind: request.kind, source, project, everySeconds, nextAt: nextAt.toISOString(), failures },
  ...(error === null ? {} : { error }),
});
