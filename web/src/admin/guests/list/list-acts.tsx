import { Button, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { changeListOf, type Segment } from '../../../entities/segment/segment.api';
import { useSegments } from '../../../entities/segment/use-segments';
import { askAnew, keyOf } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { ChosenBar } from '../../ui/bulk/chosen-bar';
import { SeveralActs } from '../../ui/bulk/several-acts';
import type { Chosen } from '../../ui/bulk/use-chosen';

/** Puts the chosen guests on a list that people keep, or takes them off. Messages, rewards and campaigns name such a list. */
export function ListActs({ chosen }: { readonly chosen: Chosen }) {
  const { t } = useTranslation('admin');
  const segments = useSegments();
  const lists = segments.data?.filter(({ rule }) => rule === null) ?? [];
  const [chosenId, setChosenId] = useState<string | null>(null);
  const list = lists.find(({ id }) => id === chosenId) ?? lists[0];
  if (segments.data === undefined) return null;
  if (list === undefined)
    return (
      <ChosenBar chosen={chosen}>
        <Button variant="default" component={Link} to="/segments/new">
          {t('segments.new')}
        </Button>
      </ChosenBar>
    );
  return <ActsOfList key={list.id} chosen={chosen} lists={lists} list={list} onList={setChosenId} />;
}

interface ActsOfListProps {
  readonly chosen: Chosen;
  readonly lists: readonly Segment[];
  readonly list: Segment;
  readonly onList: (id: string | null) => void;
}

function ActsOfList({ chosen, lists, list, onList }: ActsOfListProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const { id, name } = list;
  return (
    <SeveralActs
      chosen={chosen}
      acts={[
        { act: 'PUT_ON', label: t('guests.list.putOn'), help: t('guests.list.putOnHelp', { name }), undo: 'TAKE_OFF' },
        {
          act: 'TAKE_OFF',
          label: t('guests.list.takeOff'),
          help: t('guests.list.takeOffHelp', { name }),
          undo: 'PUT_ON',
        },
      ]}
      send={changeListOf(id)}
      onChanged={() => askAnew(queries, keyOf('/api/segments'))}
    >
      <Select
        aria-label={t('guests.list.which')}
        data={lists.map((one) => ({ value: one.id, label: one.name }))}
        value={id}
        onChange={onList}
        allowDeselect={false}
      />
    </SeveralActs>
  );
}
