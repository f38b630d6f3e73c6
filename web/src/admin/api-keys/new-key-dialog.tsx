import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  apiKeysQuery,
  GIVES_BY_HAND,
  GIVES_POINTS,
  KEY_RIGHTS,
  type KeyRight,
  type KeyScope,
  READABLE_RIGHTS,
} from '../../entities/staff/api-key.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Submit } from '../../shared/ui/submit';
import { bound } from '../../shared/ui/bound';
import classes from './api-keys.module.css';
import { ExpiryField, expiryOf, isExpiryWrong } from './expiry-field';
import { KeyResult } from './key-result';
import { useByHandWords } from './use-right-words';

const FIELDS = ['name', 'scopes', 'expiresAt', 'identifies'];
const IDENTIFICATIONS = ['TILL_SYSTEM', 'PHONE', 'CARD', 'CODE', 'QR'] as const;

/** A key for another system: its name, what it may do, and when it ends. */
export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [rights, setRights] = useState<readonly KeyRight[]>([]);
  const [reading, setReading] = useState<readonly KeyRight[]>([]);
  const [identifies, setIdentifies] = useState<(typeof IDENTIFICATIONS)[number]>('TILL_SYSTEM');
  const [until, setUntil] = useState('');
  const [asked, setAsked] = useState(false);
  const create = useChange(actOf('POST', '/api/api-keys'), async () => {
    await queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
    await queries.invalidateQueries({ queryKey: keyOf('/api/approvals') });
  });
  const scopes = rights.map((right): KeyScope => (reading.includes(right) ? (`${right}:read` as KeyScope) : right));
  const byHand = useByHandWords();
  const needsSecond = scopes.some((scope) => GIVES_POINTS.includes(scope));

  function toggle(list: readonly KeyRight[], right: KeyRight, isOn: boolean): KeyRight[] {
    return isOn ? [...list, right] : list.filter((one) => one !== right);
  }

  function submit(): void {
    setAsked(true);
    if (name.trim() === '' || scopes.length === 0 || isExpiryWrong(until)) return;
    create.mutate({ name: name.trim(), scopes, identifies, expiresAt: expiryOf(until) });
  }

  if (create.data !== undefined)
    return (
      <Dialog title={t('keys.newTitle')} onClose={onClose}>
        <KeyResult issued={create.data} onClose={onClose} />
      </Dialog>
    );
  return (
    <Dialog title={t('keys.newTitle')} size="lg" onClose={onClose}>
      <Form className={classes.fields} onSubmit={submit}>
        <TextInput
          label={t('keys.name')}
          description={t('keys.nameHelp')}
          autoComplete="off"
          maxLength={200}
          data-autofocus
          {...bound(name, setName)}
          error={asked && name.trim() === '' ? t('keys.nameNeeded') : mistakeAt(create.error, 'name')}
        />
        <Checkbox.Group
          label={t('keys.rights')}
          description={t('keys.rightsHelp')}
          value={[...rights]}
          error={asked && scopes.length === 0 ? t('keys.rightsNeeded') : mistakeAt(create.error, 'scopes')}
        >
          <div className={classes.choices}>
            {KEY_RIGHTS.map((right) => (
              <div key={right} className={classes.right}>
                <Checkbox
                  value={right}
                  label={t(`keys.right.${right}`)}
                  description={t(`keys.rightHelp.${right}`)}
                  onChange={(event) => setRights(toggle(rights, right, event.currentTarget.checked))}
                />
                {rights.includes(right) && READABLE_RIGHTS.includes(right) && (
                  <NativeSelect
                    aria-label={t('keys.partOf', { right: t(`keys.right.${right}`) })}
                    value={reading.includes(right) ? 'read' : 'all'}
                    data={[
                      { value: 'all', label: t('keys.readWrite') },
                      { value: 'read', label: t('keys.read') },
                    ]}
                    onChange={(event) => setReading(toggle(reading, right, event.currentTarget.value === 'read'))}
                  />
                )}
              </div>
            ))}
          </div>
        </Checkbox.Group>
        {needsSecond && <p className={classes.note}>{t('keys.needsSecond')}</p>}
        {byHand !== null && scopes.some((scope) => GIVES_BY_HAND.includes(scope)) && (
          <p className={classes.help}>{byHand}</p>
        )}
        <NativeSelect
          label={t('keys.identifies')}
          description={t('keys.identifiesHelp')}
          value={identifies}
          data={IDENTIFICATIONS.map((value) => ({ value, label: t(`keys.identification.${value}`) }))}
          onChange={(event) =>
            setIdentifies(IDENTIFICATIONS.find((one) => one === event.currentTarget.value) ?? 'TILL_SYSTEM')
          }
        />
        <ExpiryField value={until} onChange={setUntil} isAsked={asked} />
        <Submit of={create} marked={FIELDS} text={t('keys.create')} />
      </Form>
    </Dialog>
  );
}
