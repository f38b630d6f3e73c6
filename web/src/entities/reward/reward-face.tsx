import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CardPicture } from '../../shared/pictures/card-picture';
import type { ShownPicture } from '../../shared/pictures/picture';
import classes from './reward-face.module.css';

interface RewardFaceProps {
  readonly component?: 'li' | 'div';
  readonly picture: ShownPicture | null;
  readonly name: string;
  /** Lines below the name: the description, the remaining stock, and the day from which guests can take the reward. */
  readonly about: readonly string[];
  readonly price: string;
  /** Shown below the price: the points that the guest still lacks, or the button that takes the reward. */
  readonly children?: ReactNode;
}

/** The card of a reward: in the cabinet, and as the preview in its editor. */
export function RewardFace({ component = 'li', picture, name, about, price, children }: RewardFaceProps) {
  return (
    <Stack component={component} gap={0} miw={0} p={14} bd="1px solid var(--line)" bdrs={16} bg="var(--surface)">
      <CardPicture picture={picture} />
      <h3 className={classes.name}>{name}</h3>
      {about.map((line) => (
        <p key={line} className={classes.about}>
          {line}
        </p>
      ))}
      <div className={classes.foot}>
        <Text fw={650}>{price}</Text>
        {children}
      </div>
    </Stack>
  );
}
