import { configOf } from '@skein/platform';
import { projectionShape } from '@skein/service';

export class RagIndexerConfig extends configOf(projectionShape) {}
