// Controls without a kernel. Every picture and every sentence was made when the site was built
// (book/controls.py); here the one that is asked for is shown.
"use strict";

const root = document.documentElement.dataset.content_root || "./";

for (const box of document.querySelectorAll(".fm-live")) {
  const { labels, words } = JSON.parse(box.querySelector("script").textContent);
  const controls = [...box.querySelectorAll("input, select")];
  const image = box.querySelector("img");
  const caption = box.querySelector("figcaption");
  const address = (number) => `${root}_static/pictures/${box.dataset.pictures}/${number}.webp`;
  // Pictures are numbered like the digits of a counter: the last control moves fastest.
  const numberOf = (values) => values.reduce((sum, value, place) => sum * labels[place].length + value, 0);
  const kept = new Map();

  const fetchAround = (moved) => {
    // Those that this control can reach, so that the next move does not wait.
    const values = controls.map((control) => Number(control.value));
    for (let stop = 0; stop < labels[moved].length; stop++) {
      const number = numberOf(values.map((value, place) => (place === moved ? stop : value)));
      if (!kept.has(number)) {
        const ahead = new Image();
        ahead.src = address(number);
        kept.set(number, ahead);
      }
    }
  };

  controls.forEach((control, place) => {
    control.addEventListener("focus", () => fetchAround(place));
    control.addEventListener("input", () => {
      const number = numberOf(controls.map((one) => Number(one.value)));
      const text = labels[place][Number(control.value)];
      if (control.type === "range") {
        control.setAttribute("aria-valuetext", text);
        control.nextElementSibling.textContent = text;
      }
      image.src = address(number);
      image.alt = words[number];
      caption.textContent = words[number];
    });
  });
}

// A guess stays in this browser and stands beside what was measured, further down the page.
for (const box of document.querySelectorAll(".fm-guess")) {
  const question = box.dataset.question;
  const captions = [...document.querySelectorAll("table caption")];
  const table = captions.find((caption) => caption.textContent === question)?.parentElement;
  for (const input of box.querySelectorAll("input")) {
    const key = `${question}: ${input.dataset.label}`;
    const rows = [...(table?.querySelectorAll("tbody tr") ?? [])];
    const row = rows.find((one) => one.cells[0].textContent === input.dataset.label);
    const show = () => {
      if (row) row.cells[1].textContent = input.value || "no guess";
    };
    input.value = localStorage.getItem(key) ?? "";
    show();
    input.addEventListener("input", () => {
      localStorage.setItem(key, input.value);
      show();
    });
  }
}
