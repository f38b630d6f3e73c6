import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { BoundTill } from '../../entities/restaurant/bound-till.api';
import { actOf, askAnew, keyOf } from '../../shared/api/calls';
import { bindTill, listBoundTills, renameBoundTill, unbindTill } from '../../shared/api/operations';
import { useChange } from '../../shared/api/use-change';
import { ActDialog } from '../../shared/described/act-form';
import { ListPanel } from '../../shared/described/list-page';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

const CODE_LENGTH = 8;

/** The tills of a restaurant that know their cashiers by a PIN or a card. */
export function BoundTillsPanel({ restaurantId }: { readonly restaurantId: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameField = { label: t('boundTills.name'), needed: t('boundTills.nameNeeded') };
  return (
    <ListPanel
      of={listBoundTills}
      params={{ restaurantId }}
      title={t('boundTills.title')}
      caption={t('boundTills.title')}
      isWatched={(tills) => tills.some(({ boundAt }) => boundAt === null)}
      empty={<Help>{t('boundTills.empty')}</Help>}
      row={({ id, name, waitsUntil, lastSeenAt, locked }) => ({
        title: name,
        about: [
          waitsUntil !== null
            ? t('boundTills.waits', { until: format.time(waitsUntil) })
            : t('boundTills.seen', { at: lastSeenAt === null ? '–' : format.dateTime(lastSeenAt) }),
          ...locked.map((person) => <LockedPerson key={person.userId} tillId={id} person={person} />),
        ],
      })}
      add={{
        text: t('boundTills.bind'),
        of: bindTill,
        look: 'plain',
        dialog: (onClose) => (
          <ActDialog
            of={bindTill}
            title={t('boundTills.bind')}
            above={<Text c="dimmed">{t('boundTills.bindHelp')}</Text>}
            fields={{
              code: {
                label: t('boundTills.code'),
                help: t('boundTills.codeHelp'),
                typed: (text) => text.toUpperCase(),
                check: (code) => code.replaceAll(/[\s-]/g, '').length !== CODE_LENGTH && t('boundTills.codeNeeded'),
              },
              name: nameField,
            }}
            body={() => ({ restaurantId })}
            submit={t('boundTills.bindYes')}
            onClose={onClose}
          />
        ),
      }}
      acts={[
        {
          of: renameBoundTill,
          text: t('boundTills.rename'),
          name: ({ name }) => t('boundTills.renameOf', { name }),
          dialog: (till, onClose) => (
            <ActDialog
              of={renameBoundTill}
              params={{ id: till.id }}
              from={till}
              title={t('boundTills.renameOf', { name: till.name })}
              fields={{ name: nameField }}
              submit={t('places.save')}
              onClose={onClose}
            />
          ),
        },
        {
          of: unbindTill,
          text: t('boundTills.unbind'),
          name: ({ name }) => t('boundTills.unbindOf', { name }),
          look: 'quiet',
          ask: ({ name }) => ({
            title: t('boundTills.unbindQuestion', { name }),
            help: t('boundTills.unbindHelp'),
            yes: t('boundTills.unbindYes'),
          }),
        },
      ]}
    >
      <Help>{t('boundTills.help')}</Help>
    </ListPanel>
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
    () => askAnew(queries, keyOf('/api/bound-tills')),
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
