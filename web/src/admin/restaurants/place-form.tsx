import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import type { KeyedAct, Send } from '../../shared/api/act-key';
import { ApiProblem } from '../../shared/api/problem';
import type { TaggedResource } from '../../shared/api/tagged';
import { useChange } from '../../shared/api/use-change';
import { useEdit } from '../../shared/api/use-edit';
import { namesOf, type TextByLanguage, typedNames } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { NameFields } from '../ui/name-fields';

const MOST_ADDRESS = 500;
const MOST_CODE = 63;
/** As the server takes it. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** A place's fields; a field left out stays as it is, and a new place without a code gets one. */
export interface PlaceBody {
  readonly name?: string;
  readonly names?: { ru?: string; en?: string };
  readonly code?: string;
  readonly address?: string | null;
}

/** A place as it is known. */
export interface KnownPlace {
  readonly name: string;
  readonly names?: TextByLanguage | undefined;
  readonly code: string;
  readonly address?: string | null;
  readonly closedAt: string | null;
}

interface FormProps {
  readonly title: string;
  readonly submit: string;
  /** A till stands where its restaurant is. */
  readonly hasAddress?: boolean;
  readonly onClose: () => void;
}

interface NewPlaceFormProps<Place> extends FormProps {
  readonly send: (act: KeyedAct<PlaceBody>) => Promise<Place>;
  readonly onDone: (place: Place) => void;
}

/** A restaurant or a till that is not there yet. */
export function NewPlaceForm<Place>({ send, onDone, ...form }: NewPlaceFormProps<Place>) {
  const save = useChange(send, onDone);
  return (
    <PlaceFields
      {...form}
      save={save}
      onSave={save.mutate}
      problem={save.error === null || isCodeTaken(save.error) ? null : <FailureNotice error={save.error} />}
    />
  );
}

interface ChangePlaceFormProps<Place> extends FormProps {
  readonly place: Place & { readonly id: string };
  readonly read: () => Promise<TaggedResource<Place>>;
  readonly send: (tag: string | null) => Send<PlaceBody, Place>;
  readonly onDone: (place: Place) => void;
}

/** Changes a restaurant or a till, unless a colleague did meanwhile. */
export function ChangePlaceForm<Place extends KnownPlace>({
  place,
  read,
  send,
  onDone,
  ...form
}: ChangePlaceFormProps<Place>) {
  const { t } = useTranslation('admin');
  const { locale } = useNetwork();
  const edit = useEdit<Place, PlaceBody, Place>({ read, send, onDone, initial: place });
  const { base = place, save, readError } = edit;
  const problem = isCodeTaken(save.error) ? null : (
    <EditProblem
      edit={edit}
      subjectId={place.id}
      show={({ address, code, closedAt, ...named }) => ({
        [t('names.ru')]: typedNames(named, locale).ru,
        [t('names.en')]: typedNames(named, locale).en,
        [t('places.address')]: address ?? '',
        [t('places.codeField')]: code,
        [t('audit.field.closed')]: t(closedAt === null ? 'settings.no' : 'settings.yes'),
      })}
    />
  );
  return (
    <PlaceFields
      {...form}
      before={base}
      save={save}
      isReady={edit.isReady}
      onSave={save.mutate}
      problem={readError === null ? problem : <FailureNotice error={readError} />}
    />
  );
}

interface PlaceFieldsProps extends FormProps {
  /** The place as it is; left out: it is a new one. */
  readonly before?: KnownPlace;
  readonly isReady?: boolean;
  readonly save: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly variables: PlaceBody | undefined;
  };
  readonly problem: ReactNode;
  readonly onSave: (body: PlaceBody) => void;
}

/** The name of a place, where it is, and the code that files and events know it by. */
function PlaceFields({
  title,
  submit,
  before,
  hasAddress = false,
  isReady = true,
  save,
  problem,
  onSave,
  onClose,
}: PlaceFieldsProps) {
  const { t } = useTranslation('admin');
  const { locale } = useNetwork();
  const [typed, setTyped] = useState<Partial<Record<'ru' | 'en' | 'address' | 'code', string>>>({});
  const [asked, setAsked] = useState(false);
  const isNew = before === undefined;
  const names = { ...typedNames(before ?? { name: '' }, locale), ...typed };
  const address = typed.address ?? before?.address ?? '';
  const code = typed.code ?? before?.code ?? '';
  const lacksName = names.ru.trim() === '' && names.en.trim() === '';
  const isCodeWrong = code === '' ? !isNew : !CODE.test(code);
  const type = (field: keyof typeof typed, text: string) => setTyped((others) => ({ ...others, [field]: text }));

  function codeError(): string | undefined {
    if (asked && isCodeWrong) return t('places.codeWrong');
    return isCodeTaken(save.error) && save.variables?.code === code ? t('places.codeTaken') : undefined;
  }

  function onSubmit(): void {
    setAsked(true);
    if (lacksName || isCodeWrong) return;
    const said = {
      ...namesOf(names, locale),
      ...(code === '' ? {} : { code }),
      ...(hasAddress ? { address: address.trim() === '' ? null : address.trim() } : {}),
    };
    const body = isNew ? said : changedOf(said, before);
    if (Object.keys(body).length === 0) onClose();
    else onSave(body);
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={onSubmit}>
        <NameFields
          isFirst
          ru={names.ru}
          en={names.en}
          errors={{ [locale]: asked && lacksName ? t('names.needed') : undefined }}
          onChange={(said) => setTyped((others) => ({ ...others, ...said }))}
        />
        {hasAddress && (
          <TextInput
            label={t('places.address')}
            maxLength={MOST_ADDRESS}
            {...bound(address, (text) => type('address', text))}
          />
        )}
        <TextInput
          label={t('places.codeField')}
          description={t(isNew ? 'places.codeHelpNew' : 'places.codeHelp')}
          maxLength={MOST_CODE}
          {...bound(code, (text) => type('code', text))}
          error={codeError()}
        />
        {problem}
        <Button type="submit" disabled={!isReady} loading={save.isPending}>
          {submit}
        </Button>
      </Form>
    </Dialog>
  );
}

function isCodeTaken(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'code_taken';
}

/** Only the changed fields: a colleague may have changed the rest meanwhile. */
function changedOf(said: PlaceBody, before: KnownPlace): PlaceBody {
  const { names = {}, ...rest } = said;
  const isSpoken = names.ru === before.names?.['ru'] && names.en === before.names?.['en'];
  const changed = Object.entries(rest).filter(([name, value]) => (before[name as keyof typeof rest] ?? null) !== value);
  return { ...Object.fromEntries(changed), ...(isSpoken ? {} : { names }) };
}
