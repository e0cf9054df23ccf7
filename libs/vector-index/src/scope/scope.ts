/** Whose points are meant. Comes from the credential (`tenant`), never from a filter. */
export interface Scope {
  tenant: string;
  /** Absent: all projects of the tenant; needed to write. */
  project?: string;
}
