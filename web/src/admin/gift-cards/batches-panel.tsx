import { useState } from 'react';
import { Link } from 'react-router';
import type { GiftBatch } from '../../entities/gift-card/gift-card.api';
import { fileOf } from '../../shared/api/calls';
import { createGiftBatch, downloadGiftCodes, listGiftBatches } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { ListPanel } from '../../shared/described/list-page';
import { useAllowed } from '../../shared/described/operation';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';

const NOT_IN_FILE_NAMES = /["*/:<>?\\|]/g;

/** Batches with their counts; a manager makes one and downloads its codes for the printer. */
export function BatchesPanel() {
  const { t } = useTranslation('admin');
  const [made, setMade] = useState<GiftBatch | null>(null);
  const mayDownload = useAllowed()(downloadGiftCodes);
  return (
    <ListPanel
      of={listGiftBatches}
      title={t('giftCards.batches')}
      caption={t('analytics.table', { title: t('giftCards.batches') })}
      limit={AT_ONCE}
      columns={[
        {
          title: t('giftCards.batch'),
          isName: true,
          cell: ({ id, name }) => <Link to={`/gift-cards?batch=${id}`}>{name}</Link>,
        },
        { of: 'cards', title: t('giftCards.cards'), as: 'number' },
        { of: 'sold', title: t('giftCards.soldCards'), as: 'number' },
        { of: 'downloads', title: t('giftCards.downloads'), as: 'number', isAside: true },
        { of: 'balance', title: t('giftCards.money'), as: 'money' },
        { of: 'createdAt', title: t('giftCards.madeAt'), as: 'dateTime', isAside: true },
      ]}
      actsTitle={t('giftCards.acts')}
      acts={[
        {
          of: downloadGiftCodes,
          text: t('giftCards.download'),
          name: ({ name }) => t('giftCards.downloadOf', { name }),
          file: ({ id, name }) => [
            t('giftCards.fileName', { name }).replace(NOT_IN_FILE_NAMES, '-'),
            fileOf('/api/gift-cards/batches/{id}/codes', { id }),
          ],
        },
      ]}
      empty={[t('giftCards.emptyTitle'), t('giftCards.emptyHelp')]}
      add={{
        of: createGiftBatch,
        text: t('giftCards.make'),
        dialog: (close) => (
          <MakeBatch
            onClose={close}
            onMade={(batch) => {
              setMade(batch);
              close();
            }}
          />
        ),
      }}
      below={mayDownload && <Help style={{ marginTop: '0.75rem' }}>{t('giftCards.downloadHelp')}</Help>}
    >
      {made !== null && <Help role="status">{t('giftCards.made', { count: made.cards, name: made.name })}</Help>}
    </ListPanel>
  );
}

const AT_ONCE = 20;

interface MakeBatchProps {
  readonly onMade: (batch: GiftBatch) => void;
  readonly onClose: () => void;
}

function MakeBatch({ onMade, onClose }: MakeBatchProps) {
  const { t } = useTranslation('admin');
  const most = useFormat().number(createGiftBatch.body.count.most);
  return (
    <ActDialog
      of={createGiftBatch}
      title={t('giftCards.make')}
      fields={{
        name: { label: t('giftCards.name'), help: t('giftCards.nameHelp'), needed: t('giftCards.nameNeeded') },
        count: {
          label: t('giftCards.count'),
          help: t('giftCards.countHelp', { most }),
          needed: t('giftCards.countWrong', { most }),
        },
      }}
      submit={t('giftCards.makeYes')}
      onDone={onMade}
      onClose={onClose}
    />
  );
}
