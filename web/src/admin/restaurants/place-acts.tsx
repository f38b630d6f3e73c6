import { ActionIcon } from '@mantine/core';
import { IconPencil } from '../../shared/icons/icon-pencil';
import { type ReactNode, useState } from 'react';
import type { KeyedAct, Send } from '../../shared/api/act-key';
import type { TaggedResource } from '../../shared/api/tagged';
import { useTranslation } from '../../shared/i18n/use-translation';
import { OpenOrClose } from './open-or-close';
import { ChangePlaceForm, type KnownPlace, NewPlaceForm, type PlaceBody } from './place-form';

interface PlaceActsProps<Place> {
  readonly place: Place & { readonly id: string };
  /** The name in the dialog and labels. */
  readonly name: string;
  /** The consequences of closing it. */
  readonly stops: string;
  readonly hasAddress?: boolean;
  readonly read: () => Promise<TaggedResource<Place>>;
  /** Binds a change to the tag; null binds it to nothing. */
  readonly send: (tag: string | null) => Send<PlaceBody | { readonly closed: boolean }, Place>;
  readonly onDone: (place: Place) => void;
}

/** Renames a place, closes it, and opens it again. */
export function PlaceActs<Place extends KnownPlace>({
  place,
  name,
  stops,
  hasAddress = false,
  read,
  send,
  onDone,
}: PlaceActsProps<Place>) {
  const { t } = useTranslation('admin');
  const [renames, setRenames] = useState(false);

  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={44}
        aria-label={t('places.renameOf', { name })}
        title={t('places.rename')}
        onClick={() => setRenames(true)}
      >
        <IconPencil size={20} stroke={1.75} />
      </ActionIcon>
      <OpenOrClose name={name} isClosed={place.closedAt !== null} stops={stops} send={send(null)} onDone={onDone} />
      {renames && (
        <ChangePlaceForm
          title={t('places.renameOf', { name })}
          submit={t('places.save')}
          place={place}
          read={read}
          hasAddress={hasAddress}
          send={send}
          onDone={(changed) => {
            onDone(changed);
            setRenames(false);
          }}
          onClose={() => setRenames(false)}
        />
      )}
    </>
  );
}

interface NewPlaceProps<Place> {
  /** The button that opens the form. */
  readonly opener: (open: () => void) => ReactNode;
  /** Whether the form is open, with its setter. */
  readonly dialog: readonly [boolean, (isOpen: boolean) => void];
  readonly title: string;
  readonly submit: string;
  readonly hasAddress?: boolean;
  /** The form asks for a name. */
  readonly send: (act: KeyedAct<PlaceBody & { readonly name: string }>) => Promise<Place>;
  readonly onDone: (place: Place) => void;
}

/** The button and form for a new place. */
export function NewPlace<Place>({
  opener,
  dialog,
  title,
  submit,
  hasAddress = false,
  send,
  onDone,
}: NewPlaceProps<Place>) {
  const [isOpen, setIsOpen] = dialog;

  return (
    <>
      {opener(() => setIsOpen(true))}
      {isOpen && (
        <NewPlaceForm
          title={title}
          submit={submit}
          hasAddress={hasAddress}
          send={({ key, body }) => send({ key, body: { ...body, name: body.name ?? '' } })}
          onDone={(made) => {
            onDone(made);
            setIsOpen(false);
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}
