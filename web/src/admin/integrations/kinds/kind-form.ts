import type { ComponentType } from 'react';
import type { ChangedConnection, Connection, IikoDirectory } from '../../../entities/integration/connection.api';

/** The lists of a till system that are read once its secrets are stored. */
export interface ReadDirectory {
  /** Undefined: not read yet. */
  readonly lists: IikoDirectory | undefined;
  readonly isReading: boolean;
  readonly read: () => void;
}

export interface KindFieldsProps<Values> {
  readonly values: Values;
  /** Undefined: a new connection. */
  readonly connection: Connection | undefined;
  readonly directory: ReadDirectory;
  readonly error: unknown;
  /** Whether to say which members are missing. */
  readonly asked: boolean;
  readonly onChange: (values: Values) => void;
}

/** A kind of till system in the console: the members of its connections, and their acts. */
export interface KindForm<Values> {
  readonly valuesOf: (connection: Connection | undefined) => Values;
  readonly lacksMembers: (values: Values) => boolean;
  /** The members as the API takes them. A secret that is left empty stays as it is. */
  readonly sent: (values: Values, connection: Connection | undefined) => ChangedConnection;
  readonly Fields: ComponentType<KindFieldsProps<Values>>;
  /** Paths of members whose inputs show their own mistakes. */
  readonly marked: readonly string[];
  /** Whether it is called by us in the background. */
  readonly hasWork: boolean;
  /** Shown beside the secret while it is visible. */
  readonly Setup?: ComponentType<{ readonly connection: Connection; readonly token: string }>;
}
