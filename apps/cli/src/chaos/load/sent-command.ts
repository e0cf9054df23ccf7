import type { Category, Wait } from '@skein/contracts';

export interface ChaosCommand {
  id: string;
  stream: string;
  category: Category;
  type: string;
  data: unknown;
  expectedVersion?: number | undefined;
  wait: Wait;
  via: 'http' | 'kafka';
}

/** What came back, as far as the next command depends on it. */
export interface ChaosAnswer {
  status: 'applied' | 'unchanged' | 'rejected' | 'pending' | 'failed';
  durable?: 'accepted' | 'logged' | 'stored' | undefined;
  version?: number | undefined;
  position?: string | undefined;
  code?: string | undefined;
  /** Of a claim. */
  fence?: number | undefined;
}
