import { Fragment } from 'react';
import { memberAt, namesOf } from '../described/member-at';
import type { Member } from '../described/operation';
import { useTranslation } from '../i18n/use-translation';
import { useDocumentKit, useList, useMistakeText } from './document-context';
import type { DocumentPath } from './document-store';
import { Field } from './field';
import { FieldMistake } from './field-mistake';
import { figureKindOf } from './figures';
import { ordered } from './member-order';
import { entryAt } from './member-words';
import { namedMembers } from './named-members';
import { RemoveButton } from './remove-button';
import classes from './rows-of.module.css';

interface Column {
  /** The path of the member, relative to its row. */
  readonly tail: readonly string[];
  readonly title: string;
  readonly member: Member;
}

interface RowsOfProps {
  readonly path: DocumentPath;
  readonly label: string;
  /** Columns that are not shown now, by the paths of their members: `needs.points`. */
  readonly beside?: readonly string[];
  /** The member names of groups for which the API document does not list member names, by the path of the group. */
  readonly each?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A list of parts as a table: a row for each part, a column for each member with words. The members of a group have columns of their own. On a narrow
 * screen each row is a card.
 */
export function RowsOf({ path, label, beside = [], each = {} }: RowsOfProps) {
  const { t } = useTranslation();
  const kit = useDocumentKit();
  const { words, members, store } = kit;
  const { items, removeAt } = useList<{ readonly code?: string }>(path);
  const list = memberAt(members, path, store.whole());
  if (list.type !== 'list') throw new Error(`${path.join('.')} is no list`);
  const names = namesOf(path);
  const columns = columnsOf(list.of, []).filter(({ tail }) => !beside.includes(tail.join('.')));
  const least = list.needed === true ? (list.least ?? 0) : 0;
  return (
    <div className={classes.wide} role="region" tabIndex={0} aria-label={label}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map(({ tail, title }) => (
              <th key={tail.join('.')} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{t('document.remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ code = '' }, at) => (
            <Fragment key={at}>
              <tr>
                {columns.map(({ tail, ...column }) => (
                  <td key={tail.join('.')} data-label={column.title}>
                    <Cell {...column} path={[...path, at, ...tail]} entry={code} />
                  </td>
                ))}
                <td className={classes.end}>
                  {items.length > least && (
                    <RemoveButton label={words('remove', names, { name: code }) ?? ''} onClick={() => removeAt(at)} />
                  )}
                </td>
              </tr>
              {[[], ...groupsOf(columns)].map((group) => (
                <RowMistake key={group.join('.')} path={[...path, at, ...group]} columns={columns.length} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );

  function columnsOf(row: Member, tail: readonly string[]): readonly Column[] {
    if (row.type !== 'group') return [];
    const inner = namedMembers(row, undefined, each[tail.join('.')] ?? []);
    return ordered(kit, [...names, ...tail], Object.keys(inner)).flatMap((name) => {
      const member = inner[name];
      if (member === undefined) return [];
      const at = [...tail, name];
      if (member.type === 'group' && member.needed === true) return columnsOf(member, at);
      const title = words('field', [...names, ...at]) ?? (row.each === member ? name : undefined);
      return title === undefined ? [] : [{ tail: at, title, member }];
    });
  }
}

/** The paths of the groups whose members have columns. */
function groupsOf(columns: readonly Column[]): readonly (readonly string[])[] {
  const groups = columns.map(({ tail }) => tail.slice(0, 1)).filter((_, at) => (columns[at]?.tail.length ?? 0) > 1);
  return [...new Map(groups.map((group) => [group.join('.'), group])).values()];
}

interface CellProps extends Omit<Column, 'tail'> {
  readonly path: DocumentPath;
  /** The code of the row, which is a part of the input's name. */
  readonly entry: string;
}

const WIDTHS = { money: 124, share: 86, times: 86 } as const;

function Cell({ path, entry, title, member }: CellProps) {
  const { t } = useTranslation();
  const { words, layout } = useDocumentKit();
  const names = namesOf(path);
  const Own = entryAt(layout?.parts ?? {}, names);
  if (Own !== undefined) return <Own path={path} />;
  const name = names.at(-1) ?? '';
  const label =
    name === 'code' ? title : (words('entry', names, { name: entry }) ?? t('document.cell', { entry, member: title }));
  const width = (WIDTHS as Readonly<Record<string, number>>)[figureKindOf(name, member)];
  const none = words('none', names) ?? words('none', names.slice(0, -1));
  return (
    <Field
      path={path}
      label={label}
      isInline
      {...(none !== undefined && { none })}
      {...(member.type === 'number' && width !== undefined && { width })}
    />
  );
}

/** A mistake that concerns several rows, or several fields of one row. */
function RowMistake({ path, columns }: { readonly path: DocumentPath; readonly columns: number }) {
  const mistake = useMistakeText(path);
  if (mistake === undefined) return null;
  return (
    <tr className={classes.mistake}>
      <td colSpan={columns + 1}>
        <FieldMistake>{mistake}</FieldMistake>
      </td>
    </tr>
  );
}
