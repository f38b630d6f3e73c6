import { NativeSelect, TextInput } from '@mantine/core';
import { type Badge, BADGE_COLOURS, BADGE_ICONS, BadgePicture } from '../../../entities/campaign/badge-picture';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { BadgeValues } from '../document/campaign-values.rules';
import { bound } from '../../../shared/ui/bound';

const MAX_NAME = 60;

interface BadgeFieldsProps {
  readonly badge: BadgeValues;
  readonly error: string | undefined;
  readonly onChange: (badge: BadgeValues) => void;
}

/** The names and the drawing of a badge that a challenge gives. */
export function BadgeFields({ badge, error, onChange }: BadgeFieldsProps) {
  const { t } = useTranslation('admin');
  return (
    <>
      <BadgePicture icon={badge.icon} colour={badge.colour} />
      <TextInput
        label={t('campaigns.field.badgeNameRu')}
        maxLength={MAX_NAME}
        {...bound(badge.nameRu, (value) => onChange({ ...badge, nameRu: value }))}
        error={error}
      />
      <TextInput
        label={t('campaigns.field.badgeNameEn')}
        maxLength={MAX_NAME}
        {...bound(badge.nameEn, (value) => onChange({ ...badge, nameEn: value }))}
      />
      <NativeSelect
        label={t('campaigns.field.badgeIcon')}
        value={badge.icon}
        onChange={(event) => onChange({ ...badge, icon: event.currentTarget.value as Badge['icon'] })}
        data={BADGE_ICONS.map((value) => ({ value, label: t(`campaigns.badgeIcon.${value}`) }))}
      />
      <NativeSelect
        label={t('campaigns.field.badgeColour')}
        value={badge.colour}
        onChange={(event) => onChange({ ...badge, colour: event.currentTarget.value as Badge['colour'] })}
        data={BADGE_COLOURS.map((value) => ({ value, label: t(`campaigns.badgeColour.${value}`) }))}
      />
    </>
  );
}
