// Clocks and rules of the made-up city: round numbers that a test can count on its fingers.

import type { CityPack } from '#schemas/city/pack.ts';
import type { Duration, LevelClocks } from '#schemas/city/policy.ts';

const both = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const workingDays = (days: number): Duration => ({ kind: 'working', days });
const workingHours = (hours: number): Duration => ({ kind: 'working', hours });
const minutes = (count: number): Duration => ({ kind: 'natural', minutes: count });
const hours = (count: number): Duration => ({ kind: 'natural', hours: count });
const days = (count: number): Duration => ({ kind: 'natural', days: count });

export function clocksOfClearwater(): CityPack['clocks'] {
  const ordinary: LevelClocks = {
    name: both('一般', 'Ordinary'),
    signFor: workingDays(1),
    firstContact: workingDays(1),
    reply: workingDays(5),
    reminderBefore: workingDays(2),
    yellowCardBefore: workingDays(1),
    redCardAfter: workingDays(1),
    phoneWhenUnsigned: false,
  };
  const critical: LevelClocks = {
    name: both('特急', 'Critical'),
    signFor: minutes(15),
    firstContact: minutes(30),
    reply: hours(24),
    reminderBefore: hours(4),
    yellowCardBefore: hours(2),
    redCardAfter: hours(1),
    phoneWhenUnsigned: true,
  };
  return {
    levels: {
      critical,
      urgent: {
        ...critical,
        name: both('紧急', 'Urgent'),
        signFor: minutes(30),
        firstContact: hours(2),
        reply: hours(72),
      },
      ordinary,
      enquiry: { ...ordinary, name: both('咨询', 'Enquiry'), reply: workingDays(3), reminderBefore: workingDays(1) },
    },
    reminderJitterMinutes: 10,
    emergencyAcknowledgement: minutes(5),
    deskClassification: workingHours(4),
    deskReturnReview: workingHours(4),
    deskReplyReview: workingHours(4),
    deskExtensionDecision: workingHours(4),
    supervisorRuling: workingDays(2),
  };
}

export function supervisionOfClearwater(): CityPack['supervision'] {
  return {
    ladder: [
      { level: 1, to: 'department-head', name: both('一级督办', 'Supervision 1'), after: workingDays(1) },
      { level: 2, to: 'supervising-office', name: both('二级督办', 'Supervision 2'), after: workingDays(3) },
      { level: 3, to: 'city-leader', name: both('三级督办', 'Supervision 3'), after: workingDays(5) },
    ],
    dissatisfiedAfterRework: 2,
  };
}

export function handlingOfClearwater(): CityPack['handling'] {
  return {
    returns: {
      window: workingDays(1),
      rulingAtHop: 3,
      grounds: [{ id: 'not-ours', name: both('不属于本单位职责', 'Not this unit’s duty') }],
    },
    undoFirstContact: { kind: 'natural', minutes: 10 },
    revealCode: { valid: { kind: 'natural', minutes: 10 }, tries: 5 },
    extensions: { limit: 2, longest: workingDays(3) },
    longTerm: { longestDays: 180, reportEvery: days(30) },
    replyReview: {
      minimumCharacters: 20,
      emptyPhrases: ['已处理', '已转办'],
      legalBasisRequired: true,
      samplePercent: 5,
    },
    callback: { attemptsAfter: [minutes(0), days(1), days(2)], giveUpAfter: days(5), askAfterDirectAnswer: false },
    rework: { limit: 2, reply: workingDays(3) },
    reopening: { within: days(30), limit: 1 },
    duplicates: { within: days(14), mergeAt: 0.85, mergeCallerAt: 0.85, proposeAt: 0.5 },
    grassrootsOverrideBy: 'supervising-office',
    linkValidDays: 60,
    files: { largestMb: 5, most: 3, citizenSees: true },
    retentionDays: 1095,
  };
}

export function evaluationOfClearwater(): CityPack['evaluation'] {
  return {
    version: 'test-1',
    weights: { response: 30, resolution: 35, satisfaction: 35 },
    exclusionAskedWithin: workingDays(5),
    exclusionDecidedWithin: workingDays(3),
    exclusionGrounds: [{ id: 'unreasonable', name: both('诉求不合理', 'Unreasonable demand') }],
    tiers: [
      { id: 'good', name: both('良好', 'Good'), from: 80 },
      { id: 'weak', name: both('待提升', 'Weak'), from: 0 },
    ],
  };
}

/** Quiet hours at night, and a morning list for the township. */
export function messagingOfClearwater(): CityPack['messaging'] {
  return {
    quietHours: { citizen: { from: '22:00', until: '07:30' }, afterContact: { kind: 'natural', hours: 1 } },
    morningList: {
      at: '08:30',
      units: ['pine-town'],
      templates: ['department-sign-for', 'department-supplement'],
      leave: { kind: 'working', hours: 3 },
    },
    hourlyCap: { unit: 100, citizen: 5 },
  };
}

export function proactiveOfClearwater(): CityPack['proactive'] {
  return {
    windowDays: 14,
    referenceWeeks: 4,
    topics: { people: 3, timesUsual: 3 },
    unusual: { requests: 5, people: 3, timesUsual: 2, chance: 0.001 },
    by: { categoryLevel: 1, area: 'district' },
    shown: 10,
    countedAt: ['06:00'],
  };
}
