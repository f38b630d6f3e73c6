import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { RewardFace } from '../../entities/reward/reward-face';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { instantOf } from '../../shared/format/zone';
import type { ShownPicture } from '../../shared/pictures/picture';
import { Help, Panel } from '../../shared/ui/page';
import classes from './reward-page.module.css';
import type { RewardValues } from './reward-values.rules';

interface GuestViewProps {
  readonly values: RewardValues;
  readonly picture: ShownPicture | null;
  /** The remaining stock; null: unlimited. */
  readonly left: number | null;
}

/** Shows the edited reward as the card that guests see in the cabinet, in each language that has a name. */
export function GuestView({ values, picture, left }: GuestViewProps) {
  const { t, language: ofReader } = useTranslation('admin');
  const format = useFormat();
  const { timeZone } = useNetwork();
  const [chosen, setChosen] = useState<string>(ofReader);
  const { nameRu, nameEn, descriptionRu, descriptionEn, cost, validFrom } = values;
  const isRussian = chosen === 'ru' ? nameRu.trim() !== '' : nameEn.trim() === '';
  const name = isRussian ? nameRu : nameEn;
  // The cabinet shows the text of the other language where the chosen one is empty.
  const description = [isRussian ? descriptionRu : descriptionEn, descriptionRu, descriptionEn].find(
    (text) => text.trim() !== '',
  );
  const opensAt = validFrom === '' ? null : instantOf(validFrom, timeZone);
  const about = [
    ...(description === undefined ? [] : [description]),
    ...(left === null ? [] : [t('rewards.view.left', { count: left })]),
    ...(opensAt !== null && Date.parse(opensAt) > Date.now()
      ? [t('rewards.view.opens', { date: format.date(opensAt) })]
      : []),
  ];
  return (
    <Panel title={t('rewards.view.title')}>
      {nameRu.trim() !== '' && nameEn.trim() !== '' && (
        <SegmentedControl
          fullWidth
          mb={12}
          aria-label={t('rewards.view.language')}
          value={isRussian ? 'ru' : 'en'}
          onChange={setChosen}
          data={(['ru', 'en'] as const).map((value) => ({ value, label: t(`templates.languages.${value}`) }))}
        />
      )}
      {cost === 0 ? (
        <Help>{t('rewards.view.byCodeAlone')}</Help>
      ) : (
        <RewardFace
          component="div"
          picture={picture}
          name={name.trim() === '' ? t('rewards.view.noName') : name}
          about={about}
          price={cost === '' ? '—' : t('rewards.view.price', { count: cost })}
        >
          <span className={classes.take} aria-hidden>
            {t('rewards.view.take')}
          </span>
        </RewardFace>
      )}
    </Panel>
  );
}
