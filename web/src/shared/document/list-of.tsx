import { Button, Flex } from '@mantine/core';
import type { ReactNode } from 'react';
import { memberAt, namesOf } from '../described/member-at';
import { useSpoken } from '../i18n/spoken';
import { IconPlus } from '../icons/icon-plus';
import { Help } from '../ui/page';
import { useDocumentKit, useList, useMistakeText } from './document-context';
import type { DocumentPath } from './document-store';
import { FieldMistake } from './field-mistake';
import { entryAt } from './member-words';
import classes from './parts.module.css';
import { RemoveButton } from './remove-button';

/** An entry of a list. Most entries have a member with their name. */
interface Entry {
  readonly id?: string;
  readonly code?: string;
  readonly name?: Readonly<Record<string, string>>;
}

interface ListOfProps {
  readonly path: DocumentPath;
  readonly children: (path: DocumentPath) => ReactNode;
}

/** A list of parts, each in a card with its name and the button that removes it. The layout of the kit has the value of a new entry. */
export function ListOf({ path, children }: ListOfProps) {
  const { words } = useDocumentKit();
  const { items, removeAt } = useList<Entry>(path);
  const mistake = useMistakeText(path);
  const nameOf = useEntryName();
  const names = namesOf(path);
  const title = words('field', names);
  const help = (items.length === 0 ? words('none', names) : undefined) ?? words('help', names);
  return (
    <>
      {title !== undefined && <h3 className={classes.title}>{title}</h3>}
      {help !== undefined && <Help>{help}</Help>}
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}
      {items.map((item, at) => {
        const given = { name: nameOf(item, at), number: at + 1 };
        return (
          <section key={at} className={classes.card} aria-label={words('entry', names, given) ?? given.name}>
            <Flex gap={8} justify="space-between" align="center">
              <strong>{words('entry', names, given)}</strong>
              <RemoveButton label={words('remove', names, given) ?? ''} onClick={() => removeAt(at)} />
            </Flex>
            {children([...path, at])}
            <EntryMistake path={[...path, at]} />
          </section>
        );
      })}
      <Flex mt={12}>
        <AddEntry path={path} />
      </Flex>
    </>
  );
}

/** The button that adds an entry to a list, if the API document allows one more. */
export function AddEntry({ path }: { readonly path: DocumentPath }) {
  const { words, layout, members, store } = useDocumentKit();
  const { items, add } = useList<object>(path);
  const member = memberAt(members, path, store.whole());
  const first = entryAt(layout?.firsts ?? {}, namesOf(path));
  const most = member.type === 'list' ? (member.most ?? Infinity) : 0;
  if (first === undefined) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconPlus size={18} aria-hidden />}
      disabled={items.length >= most}
      onClick={() => add(typeof first === 'function' ? (first as (all: readonly object[]) => object)(items) : first)}
    >
      {words('add', namesOf(path))}
    </Button>
  );
}

function EntryMistake({ path }: { readonly path: DocumentPath }) {
  const mistake = useMistakeText(path);
  return mistake === undefined ? null : <FieldMistake>{mistake}</FieldMistake>;
}

/** Returns the name of an entry in the reader's language. An entry without a name has its code or id instead, or its number if it has neither. */
function useEntryName(): (entry: Entry, at: number) => string {
  const spoken = useSpoken();
  return ({ name, code, id }, at) => {
    const own = name === undefined ? (code ?? id ?? '') : spoken(name);
    return own === '' ? String(at + 1) : own;
  };
}
