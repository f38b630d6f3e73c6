import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { KeyedAct } from '../../shared/api/act-key';
import { ApiProblem } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Dialog } from '../../shared/ui/dialog';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './restaurants-page.module.css';

const MOST_NAME = 200;
const MOST_ADDRESS = 500;
const MOST_CODE = 63;
/** As the server takes it. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** A place's fields; a field left out stays as it is, and a new place without a code gets one. */
export interface PlaceBody {
  readonly name?: string;
  readonly code?: string;
  readonly address?: string | null;
}

interface PlaceFormProps<Place> {
  readonly title: string;
  readonly submit: string;
  /** The place as it is; left out: it is a new one. */
  readonly before?: { readonly name: string; readonly code: string; readonly address?: string | null };
  /** A till stands where its restaurant is. */
  readonly hasAddress?: boolean;
  readonly send: (act: KeyedAct<PlaceBody>) => Promise<Place>;
  readonly onDone: (place: Place) => void;
  readonly onClose: () => void;
}

/** A restaurant or a till: how it is called, where it is, and the code that files and events know it by. */
export function PlaceForm<Place>({
  title,
  submit,
  before,
  hasAddress = false,
  send,
  onDone,
  onClose,
}: PlaceFormProps<Place>) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [name, setName] = useState(before?.name ?? '');
  const [address, setAddress] = useState(before?.address ?? '');
  const [code, setCode] = useState(before?.code ?? '');
  const [asked, setAsked] = useState(false);
  const save = useChange(send, onDone);
  const isNew = before === undefined;
  const lacksName = name.trim() === '';
  const isCodeWrong = code === '' ? !isNew : !CODE.test(code);
  const isCodeTaken = save.error instanceof ApiProblem && save.error.code === 'code_taken';

  function codeError(): string | undefined {
    if (asked && isCodeWrong) return t('places.codeWrong');
    return isCodeTaken && save.variables?.code === code ? t('places.codeTaken') : undefined;
  }

  function onSubmit(): void {
    setAsked(true);
    if (lacksName || isCodeWrong) return;
    const said = {
      name: name.trim(),
      ...(code === '' ? {} : { code }),
      ...(hasAddress ? { address: address.trim() === '' ? null : address.trim() } : {}),
    };
    const body = isNew ? said : changedOf(said, before);
    if (Object.keys(body).length === 0) onClose();
    else save.mutate(body);
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <Form className={classes.fields} onSubmit={onSubmit}>
        <TextInput
          label={t('places.name')}
          data-autofocus
          maxLength={MOST_NAME}
          value={name}
          error={asked && lacksName ? t('places.nameNeeded') : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {hasAddress && (
          <TextInput
            label={t('places.address')}
            maxLength={MOST_ADDRESS}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('places.codeField')}
          description={t(isNew ? 'places.codeHelpNew' : 'places.codeHelp')}
          maxLength={MOST_CODE}
          value={code}
          error={codeError()}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {save.error !== null && !isCodeTaken && <ProblemNotice words={words(save.error)} />}
        <Button type="submit" loading={save.isPending}>
          {submit}
        </Button>
      </Form>
    </Dialog>
  );
}

/** Only the changed fields: a colleague may have changed the rest meanwhile. */
function changedOf(said: PlaceBody, before: { readonly [Name in keyof PlaceBody]?: string | null }): PlaceBody {
  return Object.fromEntries(
    Object.entries(said).filter(([name, value]) => (before[name as keyof PlaceBody] ?? null) !== value),
  );
}
