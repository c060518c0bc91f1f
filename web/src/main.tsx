import { render } from "solid-js/web";
import { App } from "./shell/App";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/overview.css";
import "./styles/detail.css";

const place = document.getElementById("page");
if (place !== null) render(() => <App />, place);
