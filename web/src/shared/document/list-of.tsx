import { Box, Button, Flex } from '@mantine/core';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { emptyOf, memberAt, namesOf } from '../described/member-at';
import { useSpoken } from '../i18n/spoken';
import { IconPlus } from '../icons/icon-plus';
import { Help } from '../ui/page';
import { useDocumentKit, useList, useMistakeText } from './document-context';
import type { DocumentPath } from './document-store';
import { FieldMistake } from './field-mistake';
import { useLooks } from './looks';
import { entryAt } from './member-words';
import classes from './parts.module.css';
import { RemoveButton } from './remove-button';

/** An entry of a list. Most entries have a member with their name. */
interface Entry {
  readonly id?: string;
  readonly code?: string;
  readonly name?: Readonly<Record<string, string>>;
}

/** Adds and removes entries of a list. */
interface Edits {
  readonly add: (entry: object) => void;
  readonly removeAt: (index: number) => void;
}

interface ListOfProps {
  readonly path: DocumentPath;
  /** The functions that add and remove entries, if something else changes with the list. */
  readonly edits?: Edits;
  readonly children: (path: DocumentPath) => ReactNode;
}

/**
 * A list of parts, each in a card with its name and the button that removes it. Entries without a name in the catalogue stand in a line each. The kit's
 * layout gives a new entry its first value.
 */
export function ListOf({ path, edits, children }: ListOfProps) {
  const { words, members, store } = useDocumentKit();
  const { items, removeAt } = useList<Entry>(path);
  const { isFixed = false } = useLooks(path);
  const generation = useSyncExternalStore(store.subscribe, store.generation);
  // The inputs of an entry keep earlier values. After a removal they begin anew, so that no other entry gets these values.
  const [removed, setRemoved] = useState(0);
  const member = memberAt(members, path, store.whole());
  const shortest = member.type === 'list' ? (member.least ?? 0) : 0;
  const least = member.needed === true ? shortest : 0;
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
        const entry = words('entry', names, given);
        const key = `${String(generation)} ${String(removed)} ${String(at)}`;
        const fields = (
          <>
            {children([...path, at])}
            <EntryMistake path={[...path, at]} />
          </>
        );
        const remove = !isFixed && items.length > least && (
          <RemoveButton
            label={words('remove', names, given) ?? ''}
            onClick={() => {
              setRemoved(removed + 1);
              if (edits !== undefined) edits.removeAt(at);
              else if (items.length === 1 && shortest > 0) store.set(path, emptyOf(member));
              else removeAt(at);
            }}
          />
        );
        return entry === undefined ? (
          <Flex key={key} gap={8} align="flex-end">
            <Box flex={1} miw={0}>
              {fields}
            </Box>
            {remove}
          </Flex>
        ) : (
          <section key={key} className={classes.card} aria-label={entry}>
            <Flex gap={8} justify="space-between" align="center">
              <strong>{entry}</strong>
              {remove}
            </Flex>
            {fields}
          </section>
        );
      })}
      {!isFixed && (
        <Flex mt={12}>
          <AddEntry path={path} edits={edits} />
        </Flex>
      )}
    </>
  );
}

/** The button that adds an entry to a list, if the API document allows one more. */
export function AddEntry({ path, edits }: { readonly path: DocumentPath; readonly edits?: Edits | undefined }) {
  const { words, layout, members, store } = useDocumentKit();
  const list = useList<object>(path);
  const { items } = list;
  const { add } = edits ?? list;
  const member = memberAt(members, path, store.whole());
  const firsts = entryAt(layout?.firsts ?? {}, namesOf(path));
  const isOfKinds = member.type === 'list' && member.of.type === 'kinds' && typeof firsts === 'object';
  const first = isOfKinds ? (Object.values(firsts)[0] as object) : firsts;
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
