import { Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { guestKeys, type Suppression } from '../../../entities/guest/guest.api';
import { type MessageTemplate, templatesOfQuery } from '../../../entities/message/template.api';
import { changeListOf, type Segment } from '../../../entities/segment/segment.api';
import { useSegments } from '../../../entities/segment/use-segments';
import type { SeveralDone } from '../../../entities/several/several.types';
import type { Send } from '../../../shared/api/act-key';
import { actOf, askAnew, keyOf } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { SeveralActs, type SeveralCall } from '../../../entities/several/several-acts';
import type { ChosenRows } from '../../../entities/several/use-chosen';

type GuestAct = 'PUT_ON' | 'TAKE_OFF' | 'BLOCK' | 'UNBLOCK' | 'TELL';

interface ListActsProps {
  readonly chosen: ChosenRows;
  /** Whether the person changes lists of guests, blocks guests, and writes to them. */
  readonly mayList: boolean;
  readonly mayBlock: boolean;
  readonly mayTell: boolean;
}

/**
 * Acts for the chosen guests: put them on a hand-kept list, which campaigns and rewards can name, or take them off it; block or
 * unblock them; send them a message by a template of automations.
 */
export function ListActs({ chosen, mayList, mayBlock, mayTell }: ListActsProps) {
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
  const templates = useQuery({ ...templatesOfQuery('AUTOMATION'), enabled: mayTell });
  const [templateId, setTemplateId] = useState<string | null>(null);
  const template = templates.data?.find(({ id }) => id === templateId) ?? templates.data?.[0];
  const tellActs =
    template === undefined
      ? []
      : ([
          {
            act: 'TELL',
            label: t('guests.several.tell'),
            help: t('guests.several.tellHelp', { name: template.name }),
            words: 'send',
          },
        ] as const);
  const told = (reason: Suppression): string => t(`messages.reasons.${reason}`);
  return (
    <SeveralActs<GuestAct>
      // The result of an act names the list that it changed.
      key={list?.id ?? ''}
      chosen={chosen}
      acts={[...listActs, ...blockActs, ...tellActs]}
      send={senderOf(list, template, told)}
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
      {template !== undefined && (
        <Select
          aria-label={t('guests.several.which')}
          data={(templates.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
          value={template.id}
          onChange={setTemplateId}
          allowDeselect={false}
        />
      )}
      {template === undefined && templates.isSuccess && (
        <Button variant="default" component={Link} to="/messages/templates">
          {t('guests.several.writeFirst')}
        </Button>
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
function senderOf(
  list: Segment | undefined,
  template: MessageTemplate | undefined,
  told: (reason: Suppression) => string,
): Send<SeveralCall<GuestAct>, SeveralDone> {
  // The server needs a reason code for a preview too, which the page requests before the person has chosen a reason.
  return async ({ key, body: { act, ids, preview, reasonCode = 'OTHER' } }) => {
    if (act === 'TELL') {
      if (template === undefined) throw new Error('no message to send');
      const { items } = await actOf(
        'POST',
        '/api/guests/messages',
      )({ key, body: { ids, preview, templateId: template.id } });
      return {
        items: items.map(({ id, reason }) =>
          reason === null
            ? { id, outcome: 'DONE', reason }
            : { id, outcome: 'REFUSED', reason: { code: reason, title: told(reason), detail: '' } },
        ),
      };
    }
    if (act === 'BLOCK' || act === 'UNBLOCK')
      return actOf('POST', '/api/guests/several')({ key, body: { act, ids, preview, reasonCode } });
    if (list === undefined) throw new Error(`no list for ${act}`);
    return changeListOf(list.id)({ key, body: { act, ids, preview } });
  };
}
