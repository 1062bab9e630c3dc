/** What the classifier is unsure of and the city's own model knows: the only request of these journeys that it settles. */
export const textForTheModel = '楼下那个地方最近总是很吵很脏，已经说过好几次了，没有人来看过，请尽快安排。';
