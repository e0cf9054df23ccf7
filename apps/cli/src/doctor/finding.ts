import { explain } from '../failure/explain.ts';

/** What was found about one thing. `off`: it does not run, so there is nothing to look at. */
export interface Finding {
  name: string;
  state: 'ok' | 'problem' | 'off';
  detail: string;
  /** What to do about a problem. */
  todo?: string;
}

export const ok = (name: string, detail: string): Finding => ({ name, state: 'ok', detail });
export const off = (name: string, detail: string): Finding => ({ name, state: 'off', detail });
export const problem = (name: string, detail: string, todo: string): Finding => ({ name, state: 'problem', detail, todo });

/** What the look finds; what it throws is a problem like others. */
export async function found(name: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    const { message, why, todo } = explain(error);
    return problem(name, `${message}. ${why}`, todo);
  }
}
