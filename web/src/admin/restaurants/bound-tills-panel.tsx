import { Button, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type BoundTill, boundTillsQuery } from '../../entities/restaurant/bound-till.api';
import { actOf, askAnew, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ChangeQuestion } from '../../shared/ui/question';
import { Row, RowList } from '../../shared/ui/row-list';
import { Submit } from '../../shared/ui/submit';
import { useFields } from '../../shared/ui/use-fields';

/** How often the list is read while it waits for a till. */
const LOOK_AGAIN_MS = 3_000;
const LISTED = [keyOf('/api/bound-tills')];

/** The tills of a restaurant that know their cashiers by a PIN or a card. */
export function BoundTillsPanel({ restaurantId }: { readonly restaurantId: string }) {
  const { t } = useTranslation('admin');
  const [binds, setBinds] = useState(false);
  const tills = useQuery({
    ...boundTillsQuery(restaurantId),
    refetchInterval: ({ state }) => (state.data?.items.some(isAwaited) === true ? LOOK_AGAIN_MS : false),
  });

  function list() {
    if (tills.isError) return <FailureNotice error={tills.error} retry={tills} />;
    if (tills.data === undefined) return <Loading />;
    if (tills.data.items.length === 0) return <Help>{t('boundTills.empty')}</Help>;
    return (
      <RowList label={t('boundTills.title')}>
        {tills.data.items.map((till) => (
          <BoundTillRow key={till.id} till={till} />
        ))}
      </RowList>
    );
  }

  return (
    <Panel
      title={t('boundTills.title')}
      aside={
        <Button variant="default" onClick={() => setBinds(true)}>
          {t('boundTills.bind')}
        </Button>
      }
    >
      <Help>{t('boundTills.help')}</Help>
      {list()}
      {binds && <BindDialog restaurantId={restaurantId} onClose={() => setBinds(false)} />}
    </Panel>
  );
}

function isAwaited({ boundAt }: BoundTill): boolean {
  return boundAt === null;
}

function BoundTillRow({ till }: { readonly till: BoundTill }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [asks, setAsks] = useState<'rename' | 'unbind' | null>(null);
  const { id, name, waitsUntil, lastSeenAt, locked } = till;
  const close = () => setAsks(null);
  return (
    <Row
      title={name}
      about={[
        waitsUntil !== null
          ? t('boundTills.waits', { until: format.time(waitsUntil) })
          : t('boundTills.seen', { at: lastSeenAt === null ? '–' : format.dateTime(lastSeenAt) }),
        ...locked.map((person) => <LockedPerson key={person.userId} tillId={id} person={person} />),
      ]}
    >
      <Button variant="default" aria-label={t('boundTills.renameOf', { name })} onClick={() => setAsks('rename')}>
        {t('boundTills.rename')}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        aria-label={t('boundTills.unbindOf', { name })}
        onClick={() => setAsks('unbind')}
      >
        {t('boundTills.unbind')}
      </Button>
      {asks === 'rename' && <RenameDialog till={till} onClose={close} />}
      {asks === 'unbind' && (
        <ChangeQuestion
          title={t('boundTills.unbindQuestion', { name })}
          help={t('boundTills.unbindHelp')}
          yes={t('boundTills.unbindYes')}
          send={actOf('DELETE', '/api/bound-tills/{id}', { id })}
          anew={LISTED}
          onClose={close}
        />
      )}
    </Row>
  );
}

interface LockedPersonProps {
  readonly tillId: string;
  readonly person: BoundTill['locked'][number];
}

/** A person who is locked at the till after ten wrong PINs. */
function LockedPerson({ tillId, person }: LockedPersonProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const name = person.name === '' ? t('boundTills.noName') : person.name;
  const unlock = useChange(
    actOf('DELETE', '/api/bound-tills/{id}/locks/{userId}', { id: tillId, userId: person.userId }),
    () => askAnew(queries, ...LISTED),
  );
  return (
    <>
      {t('boundTills.locked', { name, at: format.dateTime(person.lockedAt) })}{' '}
      <Button
        variant="light"
        size="compact-md"
        loading={unlock.isPending}
        aria-label={t('boundTills.unlockOf', { name })}
        onClick={() => unlock.mutate(null)}
      >
        {t('boundTills.unlock')}
      </Button>
      <FailureNotice error={unlock.error} />
    </>
  );
}

function BindDialog({ restaurantId, onClose }: { readonly restaurantId: string; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const bind = useChange(actOf('POST', '/api/bound-tills'), async () => {
    await askAnew(queries, ...LISTED);
    onClose();
  });
  const { field, marked, onSubmit } = useFields({
    initial: { code: '', name: '' },
    error: bind.error,
    check: ({ code, name }) => ({
      code: code.replaceAll(/[\s-]/g, '').length !== CODE_LENGTH && t('boundTills.codeNeeded'),
      name: name.trim() === '' && t('boundTills.nameNeeded'),
    }),
  });
  return (
    <Dialog title={t('boundTills.bind')} onClose={onClose}>
      <Form onSubmit={onSubmit(({ code, name }) => bind.mutate({ restaurantId, code, name: name.trim() }))}>
        <Text c="dimmed">{t('boundTills.bindHelp')}</Text>
        <TextInput
          label={t('boundTills.code')}
          description={t('boundTills.codeHelp')}
          autoComplete="off"
          autoCapitalize="characters"
          data-autofocus
          {...field('code')}
        />
        <TextInput label={t('boundTills.name')} maxLength={100} {...field('name')} />
        <Submit of={bind} marked={marked} text={t('boundTills.bindYes')} />
      </Form>
    </Dialog>
  );
}
const CODE_LENGTH = 8;

function RenameDialog({ till, onClose }: { readonly till: BoundTill; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const rename = useChange(actOf('PATCH', '/api/bound-tills/{id}', { id: till.id }), async () => {
    await askAnew(queries, ...LISTED);
    onClose();
  });
  const { field, marked, onSubmit } = useFields({
    initial: { name: till.name },
    error: rename.error,
    check: ({ name }) => ({ name: name.trim() === '' && t('boundTills.nameNeeded') }),
  });
  return (
    <Dialog title={t('boundTills.renameOf', { name: till.name })} onClose={onClose}>
      <Form onSubmit={onSubmit(({ name }) => rename.mutate({ name: name.trim() }))}>
        <TextInput label={t('boundTills.name')} maxLength={100} data-autofocus {...field('name')} />
        <Submit of={rename} marked={marked} text={t('places.save')} />
      </Form>
    </Dialog>
  );
}
