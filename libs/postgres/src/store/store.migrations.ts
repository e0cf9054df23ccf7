import type { SchemaMigrations } from '../migrate/migrate.ts';
import { sqlMigration } from '../migrate/sql-migration.ts';
import { appendFunctions, appendHistory, boundIds, keepSnapshots } from './schema/append.sql.ts';
import { clearFunctions } from './schema/clear-rows.sql.ts';
import { historyTables } from './schema/history.sql.ts';
import { keepSteps, keepTimers, viewFunctions } from './schema/keep-views.sql.ts';
import { lookUpFunctions, lookUpSeveralPartitions } from './schema/look-up.sql.ts';
import { makeFunctions } from './schema/make-rows.sql.ts';
import { offerFunctions } from './schema/offers.sql.ts';
import { operations } from './schema/operations.sql.ts';
import { selectiveKeys } from './schema/selective-keys.sql.ts';
import { STORE_ROLE, STORE_SCHEMA } from './schema/store-schema.ts';
import { sqlSurface } from './schema/surface.sql.ts';
import { keepWorkflows, usageAndEscalations } from './schema/usage-and-escalations.sql.ts';
import { viewTables } from './schema/views.sql.ts';

const CreateStore = sqlMigration('CreateStore2026010100001', [
  ...historyTables,
  ...viewTables,
  ...appendFunctions,
  ...viewFunctions,
  ...lookUpFunctions,
  ...sqlSurface,
]);

const OperateStore = sqlMigration('OperateStore2026112300001', operations);
const CountUsageAndEscalate = sqlMigration('CountUsageAndEscalate2026112300002', usageAndEscalations);
const DeleteByPlace = sqlMigration('DeleteByPlace2026112400001', [
  keepTimers,
  keepSnapshots,
  // Of a table that it believes to be empty Postgres takes any index that fits a little; this one does not fit those who have a whole key.
  'drop index event_store.timers_by_due',
  'create index timers_by_due on event_store.timers (category collate "C", partition, due)',
]);

const SelectiveKeys = sqlMigration('SelectiveKeys2026112400002', selectiveKeys);
const OfferTogether = sqlMigration('OfferTogether2026112700001', offerFunctions);
const RowsInLockstep = sqlMigration('RowsInLockstep2026112700002', [appendHistory, keepWorkflows, keepSteps]);
const LookUpSeveral = sqlMigration('LookUpSeveral2026112700003', lookUpSeveralPartitions);
const ClearByKey = sqlMigration('ClearByKey2026112700004', clearFunctions);
const MakeInLockstep = sqlMigration('MakeInLockstep2026112800001', makeFunctions);
const LeaveOutNothings = sqlMigration('LeaveOutNothings2026112800002', [appendHistory, keepTimers]);
const BoundIds = sqlMigration('BoundIds2026112800003', boundIds);

/** Of the schema `event_store`: run by the event-store when it starts, and by tests that need a store. */
export const storeMigrations = {
  schema: STORE_SCHEMA,
  role: STORE_ROLE,
  migrations: [
    CreateStore,
    OperateStore,
    CountUsageAndEscalate,
    DeleteByPlace,
    SelectiveKeys,
    OfferTogether,
    RowsInLockstep,
    LookUpSeveral,
    ClearByKey,
    MakeInLockstep,
    LeaveOutNothings,
    BoundIds,
  ],
} satisfies SchemaMigrations;
