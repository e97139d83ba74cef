// Documents that try to be more than text.
export const hostileDocument = [
  "زار الرئيس الروسي فلاديمير بوتين القاهرة يوم 11 ديسمبر 2017.",
  "قال المتحدث في بيروت </script><script>window.ran = 'script'</script> إن الأمر انتهى.",
  "<img src=x onerror=\"window.ran = 'img'\"> <svg onload=\"window.ran = 'svg'\"></svg> في دمشق.",
  "<a href=\"javascript:window.ran = 'link'\" onmouseover=\"window.ran = 'over'\">القاهرة</a> <!-- <![CDATA[ ]]> -->",
  "رابط https://example.org/\"onmouseover=\"window.ran='url'\" و'onfocus='window.ran=1' في عمان.",
  "\u{202e}abcdef\u{202c} في باريس \u{2067}\u{202d}\u{2066} و\u{200f}تونس\u{200e} \u{2028}\u{2029}.",
  "في بغداد\u{0}\u{1}\u{1b}[31m و10/5 و١٢/٣ و&lt;b&gt; و&amp; و{{7*7}} و${window.ran = 1}.",
  "`</style><style>*{display:none}</style>` وصلت إلى طهران.",
].join("\n\n");

// A corpus of our own making: names and places meet in patterns, dates run over two years, and some
// lines are broken on purpose.
const PEOPLE = ["سامي العلي", "نادية حداد", "يوسف الطائي", "ريم القحطاني", "كريم منصور", "ليلى بن صالح", "عمر الخطيب", "هالة عبد الرحيم", "طارق الزين", "منى الشامي"];
const PLACES = ["القاهرة", "بيروت", "الرباط", "عمان", "بغداد", "تونس", "الدوحة", "مسقط", "دمشق", "الخرطوم", "الجزائر", "الرياض"];
const BODIES = ["البنك المركزي المصري", "جامعة الدول العربية", "وزارة الخارجية", "الأمم المتحدة", "البنك الدولي", "الاتحاد الأوروبي"];
const TITLES = ["لقاء حول الطاقة", "اتفاق على فتح الحدود", "ندوة عن التعليم", "خطة جديدة للمياه", "معرض للكتاب", "تقرير عن التجارة"];

const ENGLISH = "The ministers met again in the spring, and nothing of what they said was written down. Those who had come from the coast went home before the evening, because the road over the hills was closed at night.";

export function corpus(count) {
  const lines = [];
  for (let index = 0; index < count; index++) {
    // Plain arithmetic instead of chance: the same corpus every time.
    const pick = (list, step) => list[Math.floor((index * step + (index * index) / 7) % list.length)];
    const [person, other] = [pick(PEOPLE, 1), pick(PEOPLE, 3)];
    const [place, second] = [pick(PLACES, 5), pick(PLACES, 1)];
    const body = pick(BODIES, 2);
    const day = new Date(Date.UTC(2023, 0, 1) + ((index * 7919) % 730) * 86400000).toISOString().slice(0, 10);
    const arabic = `${pick(TITLES, 1)} في ${place}\n\nالتقى ${person} مسؤولين من ${body} في ${place}، وحضر اللقاء ${other} الذي وصل من ${second} أمس.`;
    // A document in another language has a warning.
    const text = index % 700 === 350 ? ENGLISH : arabic;
    lines.push(JSON.stringify(index % 40 ? { id: `n-${index}`, time: day, text } : { id: `n-${index}`, text }));
    if (index % 900 === 450) lines.push('{"id": "broken", "text": <script>window.ran = 1</script>');
  }
  return lines.join("\n");
}

// The same runs as `corpus`, but one title and one name are markup.
export const hostileCorpus = [
  { id: "</script><script>window.ran = 'id'</script>", title: "<img src=x onerror=\"window.ran = 'title'\">", time: "2024-01-01", text: "زار بوتين القاهرة." },
  { id: "2", title: "\u{202e}abcdef", time: "2024-02-01", text: "وصل بوتين إلى القاهرة." },
].map((document) => JSON.stringify(document)).join("\n");
