import { Button, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { changeSeveralGuests, guestKeys } from '../../../entities/guest/guest.api';
import { changeListOf, type Segment } from '../../../entities/segment/segment.api';
import { useSegments } from '../../../entities/segment/use-segments';
import type { SeveralDone } from '../../../entities/several/several.types';
import type { Send } from '../../../shared/api/act-key';
import { askAnew, keyOf } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { SeveralActs, type SeveralCall } from '../../ui/bulk/several-acts';
import type { Chosen } from '../../ui/bulk/use-chosen';

type GuestAct = 'PUT_ON' | 'TAKE_OFF' | 'BLOCK' | 'UNBLOCK';

interface ListActsProps {
  readonly chosen: Chosen;
  /** Whether the person changes lists of guests, and whether the person blocks guests. */
  readonly mayList: boolean;
  readonly mayBlock: boolean;
}

/**
 * Puts the chosen guests on a list that people keep, or takes them off; messages, rewards and campaigns name such a list.
 * Blocks them, or ends their blocks.
 */
export function ListActs({ chosen, mayList, mayBlock }: ListActsProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const segments = useSegments(mayList);
  const lists = segments.data?.filter(({ rule }) => rule === null) ?? [];
  const [chosenId, setChosenId] = useState<string | null>(null);
  const list = lists.find(({ id }) => id === chosenId) ?? lists[0];
  const listActs =
    list === undefined
      ? []
      : ([
          {
            act: 'PUT_ON',
            label: t('guests.list.putOn'),
            help: t('guests.list.putOnHelp', { name: list.name }),
            undo: 'TAKE_OFF',
          },
          {
            act: 'TAKE_OFF',
            label: t('guests.list.takeOff'),
            help: t('guests.list.takeOffHelp', { name: list.name }),
            undo: 'PUT_ON',
          },
        ] as const);
  const blockActs = !mayBlock
    ? []
    : ([
        {
          act: 'BLOCK',
          label: t('guests.several.block'),
          help: t('guests.several.blockHelp'),
          undo: 'UNBLOCK',
          asksWhy: true,
        },
        {
          act: 'UNBLOCK',
          label: t('guests.several.unblock'),
          help: t('guests.several.unblockHelp'),
          undo: 'BLOCK',
          asksWhy: true,
        },
      ] as const);
  return (
    <SeveralActs<GuestAct>
      // The result of an act names the list that it changed.
      key={list?.id ?? ''}
      chosen={chosen}
      acts={[...listActs, ...blockActs]}
      send={senderOf(list)}
      onChanged={() => Promise.all([askAnew(queries, keyOf('/api/segments')), askAnew(queries, guestKeys.each)])}
    >
      {list !== undefined && (
        <Select
          aria-label={t('guests.list.which')}
          data={lists.map((one) => ({ value: one.id, label: one.name }))}
          value={list.id}
          onChange={setChosenId}
          allowDeselect={false}
        />
      )}
      {list === undefined && segments.isSuccess && (
        <Button variant="default" component={Link} to="/segments/new">
          {t('segments.new')}
        </Button>
      )}
    </SeveralActs>
  );
}

/** Sends each act to the call that does it. */
function senderOf(list: Segment | undefined): Send<SeveralCall<GuestAct>, SeveralDone> {
  return ({ key, body: { act, ids, preview, reasonCode = 'OTHER' } }) => {
    if (act === 'BLOCK' || act === 'UNBLOCK')
      return changeSeveralGuests({ key, body: { act, ids, preview, reasonCode } });
    if (list === undefined) throw new Error(`no list for ${act}`);
    return changeListOf(list.id)({ key, body: { act, ids, preview } });
  };
}
