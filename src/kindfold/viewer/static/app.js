/*! kindfold's page, Apache-2.0. It holds these libraries:

preact 11.2.0

The MIT License (MIT)

Copyright (c) 2015-present Jason Miller

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

---

@preact/signals 2.11.4

The MIT License (MIT)

Copyright (c) 2022-present Preact Team

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

---

@preact/signals-core 1.14.5

The MIT License (MIT)

Copyright (c) 2022-present Preact Team

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

---

htm 3.1.1

Apache License
                           Version 2.0, January 2004
                        http://www.apache.org/licenses/

   TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION

   1. Definitions.

      "License" shall mean the terms and conditions for use, reproduction,
      and distribution as defined by Sections 1 through 9 of this document.

      "Licensor" shall mean the copyright owner or entity authorized by
      the copyright owner that is granting the License.

      "Legal Entity" shall mean the union of the acting entity and all
      other entities that control, are controlled by, or are under common
      control with that entity. For the purposes of this definition,
      "control" means (i) the power, direct or indirect, to cause the
      direction or management of such entity, whether by contract or
      otherwise, or (ii) ownership of fifty percent (50%) or more of the
      outstanding shares, or (iii) beneficial ownership of such entity.

      "You" (or "Your") shall mean an individual or Legal Entity
      exercising permissions granted by this License.

      "Source" form shall mean the preferred form for making modifications,
      including but not limited to software source code, documentation
      source, and configuration files.

      "Object" form shall mean any form resulting from mechanical
      transformation or translation of a Source form, including but
      not limited to compiled object code, generated documentation,
      and conversions to other media types.

      "Work" shall mean the work of authorship, whether in Source or
      Object form, made available under the License, as indicated by a
      copyright notice that is included in or attached to the work
      (an example is provided in the Appendix below).

      "Derivative Works" shall mean any work, whether in Source or Object
      form, that is based on (or derived from) the Work and for which the
      editorial revisions, annotations, elaborations, or other modifications
      represent, as a whole, an original work of authorship. For the purposes
      of this License, Derivative Works shall not include works that remain
      separable from, or merely link (or bind by name) to the interfaces of,
      the Work and Derivative Works thereof.

      "Contribution" shall mean any work of authorship, including
      the original version of the Work and any modifications or additions
      to that Work or Derivative Works thereof, that is intentionally
      submitted to Licensor for inclusion in the Work by the copyright owner
      or by an individual or Legal Entity authorized to submit on behalf of
      the copyright owner. For the purposes of this definition, "submitted"
      means any form of electronic, verbal, or written communication sent
      to the Licensor or its representatives, including but not limited to
      communication on electronic mailing lists, source code control systems,
      and issue tracking systems that are managed by, or on behalf of, the
      Licensor for the purpose of discussing and improving the Work, but
      excluding communication that is conspicuously marked or otherwise
      designated in writing by the copyright owner as "Not a Contribution."

      "Contributor" shall mean Licensor and any individual or Legal Entity
      on behalf of whom a Contribution has been received by Licensor and
      subsequently incorporated within the Work.

   2. Grant of Copyright License. Subject to the terms and conditions of
      this License, each Contributor hereby grants to You a perpetual,
      worldwide, non-exclusive, no-charge, royalty-free, irrevocable
      copyright license to reproduce, prepare Derivative Works of,
      publicly display, publicly perform, sublicense, and distribute the
      Work and such Derivative Works in Source or Object form.

   3. Grant of Patent License. Subject to the terms and conditions of
      this License, each Contributor hereby grants to You a perpetual,
      worldwide, non-exclusive, no-charge, royalty-free, irrevocable
      (except as stated in this section) patent license to make, have made,
      use, offer to sell, sell, import, and otherwise transfer the Work,
      where such license applies only to those patent claims licensable
      by such Contributor that are necessarily infringed by their
      Contribution(s) alone or by combination of their Contribution(s)
      with the Work to which such Contribution(s) was submitted. If You
      institute patent litigation against any entity (including a
      cross-claim or counterclaim in a lawsuit) alleging that the Work
      or a Contribution incorporated within the Work constitutes direct
      or contributory patent infringement, then any patent licenses
      granted to You under this License for that Work shall terminate
      as of the date such litigation is filed.

   4. Redistribution. You may reproduce and distribute copies of the
      Work or Derivative Works thereof in any medium, with or without
      modifications, and in Source or Object form, provided that You
      meet the following conditions:

      (a) You must give any other recipients of the Work or
          Derivative Works a copy of this License; and

      (b) You must cause any modified files to carry prominent notices
          stating that You changed the files; and

      (c) You must retain, in the Source form of any Derivative Works
          that You distribute, all copyright, patent, trademark, and
          attribution notices from the Source form of the Work,
          excluding those notices that do not pertain to any part of
          the Derivative Works; and

      (d) If the Work includes a "NOTICE" text file as part of its
          distribution, then any Derivative Works that You distribute must
          include a readable copy of the attribution notices contained
          within such NOTICE file, excluding those notices that do not
          pertain to any part of the Derivative Works, in at least one
          of the following places: within a NOTICE text file distributed
          as part of the Derivative Works; within the Source form or
          documentation, if provided along with the Derivative Works; or,
          within a display generated by the Derivative Works, if and
          wherever such third-party notices normally appear. The contents
          of the NOTICE file are for informational purposes only and
          do not modify the License. You may add Your own attribution
          notices within Derivative Works that You distribute, alongside
          or as an addendum to the NOTICE text from the Work, provided
          that such additional attribution notices cannot be construed
          as modifying the License.

      You may add Your own copyright statement to Your modifications and
      may provide additional or different license terms and conditions
      for use, reproduction, or distribution of Your modifications, or
      for any such Derivative Works as a whole, provided Your use,
      reproduction, and distribution of the Work otherwise complies with
      the conditions stated in this License.

   5. Submission of Contributions. Unless You explicitly state otherwise,
      any Contribution intentionally submitted for inclusion in the Work
      by You to the Licensor shall be under the terms and conditions of
      this License, without any additional terms or conditions.
      Notwithstanding the above, nothing herein shall supersede or modify
      the terms of any separate license agreement you may have executed
      with Licensor regarding such Contributions.

   6. Trademarks. This License does not grant permission to use the trade
      names, trademarks, service marks, or product names of the Licensor,
      except as required for reasonable and customary use in describing the
      origin of the Work and reproducing the content of the NOTICE file.

   7. Disclaimer of Warranty. Unless required by applicable law or
      agreed to in writing, Licensor provides the Work (and each
      Contributor provides its Contributions) on an "AS IS" BASIS,
      WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or
      implied, including, without limitation, any warranties or conditions
      of TITLE, NON-INFRINGEMENT, MERCHANTABILITY, or FITNESS FOR A
      PARTICULAR PURPOSE. You are solely responsible for determining the
      appropriateness of using or redistributing the Work and assume any
      risks associated with Your exercise of permissions under this License.

   8. Limitation of Liability. In no event and under no legal theory,
      whether in tort (including negligence), contract, or otherwise,
      unless required by applicable law (such as deliberate and grossly
      negligent acts) or agreed to in writing, shall any Contributor be
      liable to You for damages, including any direct, indirect, special,
      incidental, or consequential damages of any character arising as a
      result of this License or out of the use or inability to use the
      Work (including but not limited to damages for loss of goodwill,
      work stoppage, computer failure or malfunction, or any and all
      other commercial damages or losses), even if such Contributor
      has been advised of the possibility of such damages.

   9. Accepting Warranty or Additional Liability. While redistributing
      the Work or Derivative Works thereof, You may choose to offer,
      and charge a fee for, acceptance of support, warranty, indemnity,
      or other liability obligations and/or rights consistent with this
      License. However, in accepting such obligations, You may act only
      on Your own behalf and on Your sole responsibility, not on behalf
      of any other Contributor, and only if You agree to indemnify,
      defend, and hold each Contributor harmless for any liability
      incurred by, or claims asserted against, such Contributor by reason
      of your accepting any such warranty or additional liability.

   END OF TERMS AND CONDITIONS

   APPENDIX: How to apply the Apache License to your work.

      To apply the Apache License to your work, attach the following
      boilerplate notice, with the fields enclosed by brackets "[]"
      replaced with your own identifying information. (Don't include
      the brackets!)  The text should be enclosed in the appropriate
      comment syntax for the file format. We also recommend that a
      file or class name and description of purpose be included on the
      same "printed page" as the copyright notice for easier
      identification within third-party archives.

   Copyright 2018 Google Inc.

   Licensed under the Apache License, Version 2.0 (the "License");
   you may not use this file except in compliance with the License.
   You may obtain a copy of the License at

       http://www.apache.org/licenses/LICENSE-2.0

   Unless required by applicable law or agreed to in writing, software
   distributed under the License is distributed on an "AS IS" BASIS,
   WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
   See the License for the specific language governing permissions and
   limitations under the License.

---

kdbush 4.1.0

ISC License

Copyright (c) 2026, Vladimir Agafonkin

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
*/
(()=>{var C,On,Vt,Se,qt,_t,Pn,mt,Dn,Yt,Gt,li,Je=Symbol.for("pv"),vt={},gt=[],ci=/^m(i|n|o|s|text|space)$/,Zt=Array.isArray,Jt=gt.slice,De=Object.assign;function Pe(e){e&&e.parentNode&&e.remove()}function Qe(e,t,n){var o,r,i,s={},a=arguments.length;for(i in t)i=="key"?o=t[i]:i=="ref"&&typeof e!="function"?r=t[i]:s[i]=t[i];return a>2&&(s.children=a>3?Jt.call(arguments,2):n),Ze(e,s,o,r,null)}function Ze(e,t,n,o,r){var i={type:e,props:t,key:n,ref:o,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Je,__v:r||++On,__i:-1,__u:0};return!r&&C.vnode&&C.vnode(i),i}function Le(e){return e.children}function Re(e,t){this.props=e,this.context=t,this.__g=0}function Me(e,t){if(t==null)return e.__&&Me(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:Me(e)}function ui(e){var t,n=e.__v,o=n.__e,r=[],i=[],s=e.__P;s&&((t=De({constructor:Je},n)).__v=n.__v+1,C.vnode&&C.vnode(t),Qt(s,t,n,e.__n,s.namespaceURI,32&n.__u?[o]:null,r,o||Me(n),32&n.__u,i),t.__v=n.__v,t.__.__k[t.__i]=t,Un(r,t,i),n.__=n.__e=null,t.__e!=o&&Rn(t))}function Rn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),Rn(e)}function Cn(e){(8&e.__g||(e.__g|=8,Se.push(e),_t++))&&qt==C.debounceRendering||((qt=C.debounceRendering)||queueMicrotask)(Ln)}function Ln(){try{for(var e,t=1;Se.length;)Se.length>t&&Se.sort(Pn),e=Se.shift(),t=Se.length,8&e.__g&&ui(e)}finally{(_t=Se.length)&&(qt||queueMicrotask)(Ln)}}function Nn(e,t,n,o,r,i,s,a,l,f,u){var m,d,c,_,g,y,w=o.__k||gt,b=t.length;for(l=fi(n,t,w,l,b),m=0;m<b;m++)(c=n.__k[m])!=null&&(d=~c.__i&&w[c.__i]||vt,c.__i=m,y=Qt(e,c,d,r,i,s,a,l,f,u),_=c.__e,(d.ref!=c.ref||8&d.__u)&&(d.ref&&Xt(d.ref,null,c,d),c.ref&&u.push(c.ref,c.__c||_,c)),g=g||_,4&c.__u?(l=In(c,l,e,!d.__v),d.__e&&(d.__e=null)):typeof c.type=="function"&&y!==void 0?l=y:_&&(l=_.nextSibling),c.__u&=-21);return n.__e=g,l}function fi(e,t,n,o,r){var i,s,a,l,f,u,m,d,c,_=n.length,g=_,y=0,w=0,b=e.__k=Array(r);for(i=0;i<r;i++)(s=t[i])!=null&&typeof s!="boolean"&&typeof s!="function"?(typeof s!="object"||s.constructor===String?s=b[i]=Ze(null,s):Zt(s)?s=b[i]=Ze(Le,{children:s}):s.constructor===Je&&s.__b?s=b[i]=Ze(s.type,s.props,s.key,s.ref,s.__v):b[i]=s,l=i+y,s.__=e,s.__b=e.__b+1,a=null,~(f=s.__i=pi(s,n,l,g))&&(g--,(a=n[f])&&(a.__u|=2)),a&&a.__v?(s.__u|=16,f==l-1?y--:f==l+1?y++:f!=l&&(f>l?y--:y++,w=1)):(~f||(r>_?y--:r<_&&y++),typeof s.type!="function"&&(s.__u|=4))):b[i]=null;if(w){for(u=[],m=[],i=0;i<r;i++)if((s=b[i])&&16&s.__u){for(y=0,d=u.length;y<d;)u[c=y+d>>1]<s.__i?y=c+1:d=c;u[y]=s.__i,m[i]=y+1}for(y=u.length;i--;)m[i]&&(m[i]==y?y--:b[i].__u|=4)}if(g)for(i=0;i<_;i++)!(a=n[i])||2&a.__u||(a.__e==o&&(o=Me(a)),en(a,a));return o}function In(e,t,n,o){var r,i,s,a;if(typeof e.type=="function"){if(e.props.__P)return t;if(r=e.__k)for(i=0;i<r.length;i++)r[i]&&(r[i].__=e,t=In(r[i],t,n,!1));return t}for(t&&!t.parentNode&&(t=Me(e))&&!t.parentNode&&(t=null),s=e.__e,a=t;a&&a.nodeType==8;)a=a.nextSibling;for(s!=a&&(!o&&n.moveBefore&&s.parentNode?n.moveBefore(s,t):n.insertBefore(s,t||null)),t=s;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function pi(e,t,n,o){var r,i=e.key,s=e.type,a=t[n],l=a&&!(2&a.__u);if(a===null&&i==null||l&&i==a.key&&s==a.type)return n;if(o>(l?1:0)){for(r=n-1;r>=0;r--)if((a=t[r])&&!(2&a.__u)&&i==a.key&&s==a.type)return r;for(r=n+1;r<t.length;r++)if((a=t[r])&&!(2&a.__u)&&i==a.key&&s==a.type)return r}return-1}function Tn(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function dt(e,t,n,o,r){var i,s;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof o=="string"&&(e.style.cssText=o=""),o)for(t in o)n&&t in n||Tn(e.style,t);if(n)for(t in n)o&&n[t]==o[t]||Tn(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof o!="function"&&(o=null),(e.__e||(e.__e={}))[t]=n,n&&o||(s=Gt[t]||(Gt[t]=di(t)),(e.__a||(e.__a={}))[t]=Yt,i=t!=(t=t.replace(Dn,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,s,i):e.removeEventListener(t,s,i));else{if(r=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function di(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[mt]==null)t[mt]=Yt++;else if(t[mt]<this.__a[e])return;return n(C.event?C.event(t):t)}}}function Qt(e,t,n,o,r,i,s,a,l,f){var u,m,d,c,_,g,y,w,b,v,h,x,q,le,oe,ze,Q,ce,he=t.type;if(t.constructor!==Je)return null;128&n.__u&&(l=32&n.__u,u=n.__c.__z)&&(t.__u|=l,m=i=[],u.nodeType==8?a=ht(u,i):i.push(u),a=i[0]||a),(u=C.__b)&&u(t);e:if(typeof he=="function"){d=s.length;try{if(w=t.props,b=(u=he.prototype)&&u.render,v=(u=he.contextType)&&o[u.__c],h=u?v?v.props.value:u.__:o,(c=n.__c)?(t.__c=c,2&c.__g&&(c.__g|=1)):(b?t.__c=c=new he(w,h):(t.__c=c=new Re(w,h),c.constructor=he,c.render=hi),v&&v.sub(c),c.state||(c.state={}),c.__n=o,c.__g|=8,c.__h=[],c.__k=[]),b&&(c.__s||(c.__s=c.state),he.getDerivedStateFromProps&&(c.__s==c.state&&(c.__s=De({},c.__s)),De(c.__s,he.getDerivedStateFromProps(w,c.__s)))),_=c.props,g=c.state,c.__v=t,n.__c){if(w!==_&&b&&!he.getDerivedStateFromProps&&c.componentWillReceiveProps&&c.componentWillReceiveProps(w,h),t.__v==n.__v&&!(8&c.__g)||!(4&c.__g)&&c.shouldComponentUpdate&&c.shouldComponentUpdate(w,c.__s,h)===!1){t.__v!=n.__v&&(c.props=w,c.state=c.__s,c.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(re){re&&(re.__=t)}),gt.push.apply(c.__h,c.__k),c.__k=[],c.__h.length&&s.push(c),a=Me(n);break e}c.componentWillUpdate&&c.componentWillUpdate(w,c.__s,h),b&&c.componentDidUpdate&&c.__h.push(function(){c.componentDidUpdate(_,g,y)})}else b&&!he.getDerivedStateFromProps&&c.componentWillMount&&c.componentWillMount(),b&&c.componentDidMount&&c.__h.push(c.componentDidMount);c.context=h,c.props=w,c.__P=e,c.__g&=-5,x=C.__r,q=b?25:0;do c.__g&=-9,x&&x(t),u=c.render(c.props,c.state=c.__s,c.context);while(8&c.__g&&++q<25);b&&(gt.push.apply(c.__h,c.__k),c.__k=[]),c.state=c.__s,c.getChildContext&&(o=De({},o,c.getChildContext())),b&&n.__c&&c.getSnapshotBeforeUpdate&&(y=c.getSnapshotBeforeUpdate(_,g)),le=u&&u.type===Le&&u.key==null?u.props.children:u,w.__P&&(u=a,r=(e=w.__P).namespaceURI,l=i=null,n.props&&n.props.__P!=e&&(n.__k.some(function(re){re&&en(re,re)}),n.__k=null),a=n.__k?Me(n,0):null),a=Nn(e,Zt(le)?le:[le],t,n,o,r,i,s,a,l,f),w.__P&&(t.__e=null,a=u),t.__u&=-161,m&&m.some(Pe),c.__h.length&&s.push(c),1&c.__g&&(c.__g&=-4)}catch(re){if(s.length=d,t.__v=null,l||i)if(re&&re.then){if(t.__u|=128|l,i){for(~(Q=i.indexOf(a||void 0))||(Q=i.length);(ce=i[Q-1])&&ce.nodeType==8;)Q--;for(;Q<i.length;Q++)if(ce=i[Q])if(i[Q]=null,oe){if(ce==ze)break}else{if(ce.nodeType!=8)break;ce.data.startsWith("$s")&&(ze=ht(oe=ce))}}if(!oe){for(;a&&a.nodeType==8&&a.nextSibling;)a=a.nextSibling;oe=a}(u=ht(oe=t.__c.__z||(t.__c.__z=oe)))?(t.__e=oe,a=u):t.__e=a,a=a&&a.nextSibling}else i&&i.some(Pe);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),re&&re.then||jn(t),C.__e(re,t,n)}}else a=t.__e=mi(n.__e,t,n,o,r,i,s,l,f,e);return(u=C.diffed)&&u(t),a}function ht(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function jn(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(jn))}function Un(e,t,n){for(var o=0;o<n.length;)Xt(n[o++],n[o++],n[o++]);C.__c&&C.__c(t,e),e.some(function(r){try{e=r.__h,r.__h=[],e.some(function(i){i.call(r)})}catch(i){C.__e(i,r.__v)}})}function mi(e,t,n,o,r,i,s,a,l,f){var u,m,d,c,_,g,y,w,b=n.props||vt,v=t.props,h=t.type;if(h=="svg"?r="http://www.w3.org/2000/svg":h=="math"?r="http://www.w3.org/1998/Math/MathML":r||(r="http://www.w3.org/1999/xhtml"),i){for(u=0;u<i.length;u++)if((_=i[u])&&(h?_.localName==h:_.nodeType==3)){e=_,i[u]=null;break}}if(!e){if(w=f.ownerDocument||document,!h)return w.createTextNode(v);e=w.createElementNS(r,h,v.is?v:f),a&&(C.__m&&C.__m(t,i),a=!1),i=null}if(h){if(f=h=="template"&&e.content||e,i=h=="textarea"&&v.defaultValue!=null?null:i&&Jt.call(f.childNodes),!a&&i)for(b={},u=0;u<e.attributes.length;u++)b[(_=e.attributes[u]).name]=_.value;for(u in b)_=b[u],u=="dangerouslySetInnerHTML"?d=_:u=="children"||u in v||u=="value"&&"defaultValue"in v||u=="checked"&&"defaultChecked"in v||dt(e,u,null,_,r);for(u in v)_=v[u],u=="children"?c=_:u=="dangerouslySetInnerHTML"?m=_:u=="value"?g=_:u=="checked"?y=_:a&&typeof _!="function"||b[u]===_||dt(e,u,_,b[u],r);m?(a||d&&(m.__html==d.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(d&&(e.textContent=""),(h=="foreignObject"||r=="http://www.w3.org/1998/Math/MathML"&&ci.test(h))&&(r="http://www.w3.org/1999/xhtml"),Nn(f,Zt(c)?c:[c],t,n,o,r,i,s,i?i[0]:n.__k&&Me(n,0),a,l),i&&i.some(Pe)),a&&h!="textarea"||(u="value",h=="progress"&&g==null?e.removeAttribute(u):g==null||g===e[u]&&(h!="progress"||g)||dt(e,u,g,b[u],r),u="checked",y!=null&&y!=e[u]&&dt(e,u,y,b[u],r))}else b===v||a&&e.data==v||(e.data=v);return e}function Xt(e,t,n,o){try{typeof e=="function"?t?t.__x=e(t)||1:o&&(o=o.__c||o.__e)&&(t=o.__x)&&(o.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(r){C.__e(r,n)}}function en(e,t,n){var o,r,i,s;if(C.unmount&&C.unmount(e),!(o=e.ref)||o.current&&o.current!=e.__e||Xt(o,null,t,e),o=e.__c){if(o.componentWillUnmount)try{o.componentWillUnmount()}catch(a){C.__e(a,t)}o.__P=o.__n=null}if(o=e.__k)for(s=0;s<o.length;s++)o[s]&&en(o[s],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(o=e.__c)&&(o=o.__z)&&(r=ht(o,i=[]))&&(o==e.__e&&i.some(Pe),Pe(r),Pe(o)),n||Pe(e.__e),e.__e=e.__c=e.__=null}function hi(e,t,n){return this.constructor(e,n)}function tn(e,t){var n,o,r,i;C.__&&C.__(e,t),t.nodeType==9&&(t=t.documentElement),o=(n=e&&32&e.__u)?null:t.__k,t.__k=Ze(Le,{children:[e]}),r=[],i=[],Qt(t,t.__k,o||vt,vt,t.namespaceURI,o?null:t.firstChild?Jt.call(t.childNodes):null,r,o?o.__e:t.firstChild,n,i),Un(r,t.__k,i),t.__k.props.children=null}C={__e:function(e,t,n,o){for(var r,i,s;t=t.__;)if((r=t.__c)&&!(1&r.__g)){r.__g|=4;try{if((s=(i=r.constructor)&&i.getDerivedStateFromError)&&r.setState(i.getDerivedStateFromError(e)),r.componentDidCatch&&(r.componentDidCatch(e,o||{}),s=1),s&&8&r.__g)return void(r.__g|=2)}catch(a){e=a}}throw _t=0,e}},On=0,Vt=function(e){return e!=null&&e.constructor===Je},Re.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=De({},this.state)),typeof e=="function"&&(e=e(De({},n),this.props)),e&&(De(n,e),this.__v&&(t&&this.__k.push(t),Cn(this)))},Re.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),Cn(this))},Re.prototype.render=Le,Se=[],_t=0,Pn=function(e,t){return e.__v.__b-t.__v.__b},mt=Symbol(),Dn=/(PointerCapture)$|Capture$/i,Yt=0,Gt={},li=0;var Bn=function(e,t,n,o){var r;t[0]=0;for(var i=1;i<t.length;i++){var s=t[i++],a=t[i]?(t[0]|=s?1:2,n[t[i++]]):t[++i];s===3?o[0]=a:s===4?o[1]=Object.assign(o[1]||{},a):s===5?(o[1]=o[1]||{})[t[++i]]=a:s===6?o[1][t[++i]]+=a+"":s?(r=e.apply(a,Bn(e,a,n,["",null])),o.push(r),a[0]?t[0]|=2:(t[i-2]=0,t[i]=r)):o.push(a)}return o},zn=new Map;function Fn(e){var t=zn.get(this);return t||(t=new Map,zn.set(this,t)),(t=Bn(this,t.get(e)||(t.set(e,t=(function(n){for(var o,r,i=1,s="",a="",l=[0],f=function(d){i===1&&(d||(s=s.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?l.push(0,d,s):i===3&&(d||s)?(l.push(3,d,s),i=2):i===2&&s==="..."&&d?l.push(4,d,0):i===2&&s&&!d?l.push(5,0,!0,s):i>=5&&((s||!d&&i===5)&&(l.push(i,0,s,r),i=6),d&&(l.push(i,d,0,r),i=6)),s=""},u=0;u<n.length;u++){u&&(i===1&&f(),f(u));for(var m=0;m<n[u].length;m++)o=n[u][m],i===1?o==="<"?(f(),l=[l],i=3):s+=o:i===4?s==="--"&&o===">"?(i=1,s=""):s=o+s[0]:a?o===a?a="":s+=o:o==='"'||o==="'"?a=o:o===">"?(f(),i=1):i&&(o==="="?(i=5,r=s,s=""):o==="/"&&(i<5||n[u][m+1]===">")?(f(),i===3&&(l=l[0]),i=l,(l=l[0]).push(2,0,i),i=0):o===" "||o==="	"||o===`
`||o==="\r"?(f(),i=2):s+=o),i===3&&s==="!--"&&(i=4,l=l[0])}return f(),l})(e)),t),arguments,[])).length>1?t:t[0]}var p=Fn.bind(Qe);var Be,K,nn,Hn,on=Object.is,yt=0,Qn=[],rn=[],B=C,Kn=B.__b,Wn=B.__r,qn=B.diffed,Gn=B.__c,Vn=B.unmount,Yn=B.__;function $t(e,t){B.__h&&B.__h(K,e,yt||t),yt=0;var n=K.__H||(K.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function k(e){return yt=1,_i(Xn,e)}function _i(e,t,n){var o=$t(Be++,2);if(o.t=e,!o.__c&&(o.__=[n?n(t):Xn(void 0,t),function(i){var s=(o.__N||o.__)[0],a=o.t(s,i);on(s,a)||(o.__N=[a,o.__[1]],o.__c.setState({}))}],o.__c=K,!K.__f)){K.__f=!0;var r=K.shouldComponentUpdate;K.shouldComponentUpdate=function(i,s,a){var l=this.__H;if(!l)return!0;var f=!1,u=this.props!=i;if(l.__.some(function(d){d.__N&&(f=!0,on(d.__[0],d.__N[0])||(u=!0))}),r){var m=r.call(this,i,s,a);return f?m||u:m}return!f||u}}return o.__}function Y(e,t){var n=$t(Be++,3);!B.__s&&an(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,K.__H.__h.push(n))}function bt(e,t){var n=$t(Be++,4);!B.__s&&an(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,K.__h.push(n))}function J(e){return yt=5,ue(function(){return{current:e}},[])}function ue(e,t){var n=$t(Be++,7);return an(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function vi(){var e;do{for(;e=rn.shift();)try{Xe(e)}catch(n){B.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=Qn.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Xe),t.__h.some(sn),t.__h=[]}catch(n){t.__h=[],B.__e(n,e.__v)}}}while(rn.length)}B.__b=function(e){K=null,Kn&&Kn(e)},B.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),Yn&&Yn(e,t)},B.__r=function(e){Wn&&Wn(e),Be=0;var t=(K=e.__c).__H;t&&(nn==K?K.__h=[]:(t.__h.some(Xe),t.__h.some(sn),Be=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),nn=K},B.diffed=function(e){qn&&qn(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Jn(Qn.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),nn=K=null},B.__c=function(e,t){t.some(function(n){try{n.__h.some(Xe),n.__h=n.__h.filter(function(o){return!o.__||sn(o)})}catch(o){n.__h=[function(){throw o}]}}),Gn&&Gn(e,t)},B.unmount=function(e){Vn&&Vn(e);var t,n,o=e.__c;o&&o.__H&&(o.__H.__.some(function(r){try{if(r.__P&&r.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}r.__P=n,Jn(rn.push(r))}else Xe(r)}catch(i){t=i}}),o.__H=void 0,t&&B.__e(t,o.__v))};var Zn=typeof requestAnimationFrame=="function";function gi(e){var t,n=function(){clearTimeout(o),Zn&&cancelAnimationFrame(t),setTimeout(e)},o=setTimeout(n,35);Zn&&(t=requestAnimationFrame(n))}function Jn(e){e!=1&&Hn==B.requestAnimationFrame||((Hn=B.requestAnimationFrame)||gi)(vi)}function Xe(e){var t=K,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),K=t}function sn(e){var t=K;e.__c=e.__(),K=t}function an(e,t){return!e||e.length!=t.length||t.some(function(n,o){return!on(n,e[o])})}function Xn(e,t){return typeof t=="function"?t(e):t}var yi=Symbol.for("preact-signals");function St(){if(_e>1)_e--;else{var e,t=!1;for((function(){var r=kt;for(kt=void 0;r!==void 0;){var i=r.S;if(i.v===r.v)for(var s=i.t;s!==void 0;s=s.x)s.i===r.i&&(s.i=i.i);r=r.o}})();tt!==void 0;){var n=tt;for(tt=void 0,wt++;n!==void 0;){var o=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&to(n))try{n.c()}catch(r){t||(e=r,t=!0)}n=o}}if(wt=0,_e--,t)throw e}}function te(e){if(_e>0)return e();ln=++$i,_e++;try{return e()}finally{St()}}var et,D=void 0;function nt(e){var t=D,n=et;D=void 0,et=void 0;try{return e()}finally{D=t,et=n}}var tt=void 0,_e=0,wt=0,$i=0,ln=0,kt=void 0,xt=0;function eo(e){if(D!==void 0){var t=e.n;if(t===void 0||t.t!==D)return t={i:0,S:e,p:D.s,n:void 0,t:D,e:void 0,x:void 0,r:t},D.s!==void 0&&(D.s.n=t),D.s=t,e.n=t,32&D.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=D.s,t.n=void 0,D.s.n=t,D.s=t),t}}function G(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}G.prototype.brand=yi;G.prototype.h=function(){return!0};G.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:nt(function(){var o;(o=t.W)==null||o.call(t)}))};G.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,o=e.x;n!==void 0&&(n.x=o,e.e=void 0),o!==void 0&&(o.e=n,e.x=void 0),e===this.t&&(this.t=o,o===void 0&&nt(function(){var r;(r=t.Z)==null||r.call(t)}))}};G.prototype.subscribe=function(e){var t=this;return ve(function(){var n=t.value;nt(function(){return e(n)})},{name:"sub"})};G.prototype.valueOf=function(){return this.value};G.prototype.toString=function(){return this.value+""};G.prototype.toJSON=function(){return this.value};G.prototype.peek=function(){var e=this;return nt(function(){return e.value})};Object.defineProperty(G.prototype,"value",{get:function(){var e=eo(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(wt>100)throw new Error("Cycle detected");(function(n){_e!==0&&wt===0&&n.l!==ln&&(n.l=ln,kt={S:n,v:n.v,i:n.i,o:kt})})(this),this.v=e,this.i++,xt++,_e++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{St()}}}});function I(e,t){return new G(e,t)}function to(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function no(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function oo(e){for(var t=e.s,n=void 0;t!==void 0;){var o=t.p;t.i===-1?(t.S.U(t),o!==void 0&&(o.n=t.n),t.n!==void 0&&(t.n.p=o)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=o}e.s=n}function Ne(e,t){G.call(this,void 0,t),this.x=e,this.s=void 0,this.g=xt-1,this.f=4}Ne.prototype=new G;Ne.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===xt))return!0;if(this.g=xt,this.f|=1,this.i>0&&!to(this))return this.f&=-2,!0;var e=D;try{no(this),D=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return D=e,oo(this),this.f&=-2,!0};Ne.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}G.prototype.S.call(this,e)};Ne.prototype.U=function(e){if(this.t!==void 0&&(G.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};Ne.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(Ne.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=eo(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function ne(e,t){return new Ne(e,t)}function ro(e){var t=e.j;if(e.j=void 0,typeof t=="function"){_e++;var n=D;D=void 0;try{t()}catch(o){throw e.f&=-2,e.f|=8,cn(e),o}finally{D=n,St()}}}function cn(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,ro(e)}function bi(e){if(D!==this)throw new Error("Out-of-order effect");oo(this),D=e,this.f&=-2;try{8&this.f&&cn(this)}finally{St()}}function Fe(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,et&&et.push(this)}Fe.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Fe.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,ro(this),no(this),_e++;var e=D;return D=this,bi.bind(this,e)};Fe.prototype.N=function(){2&this.f||(this.f|=2,this.u=tt,tt=this)};Fe.prototype.d=function(){this.f|=8,1&this.f||cn(this)};Fe.prototype.dispose=function(){this.d()};function ve(e,t){var n=new Fe(e,t);try{n.c()}catch(r){throw n.d(),r}var o=n.d.bind(n);return o[Symbol.dispose]=o,o}var io,At,Mt,wi=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var so=[];ve(function(){io=this.N})();function He(e,t){C[e]=t.bind(null,C[e]||function(){})}function ot(e){if(Mt){var t=Mt;Mt=void 0,t()}Mt=e&&e.S()}function ao(e){var t=this,n=e.data,o=xi(n);o.name="ReactiveDom",o.value=n;var r=ue(function(){for(var a=t,l=t.__v;l=l.__;)if(l.__c){l.__c.__$f|=4;break}var f=ne(function(){var c=o.value.value;return c===0?0:c===!0?"":c||""}),u=ne(function(){return!Array.isArray(f.value)&&!Vt(f.value)}),m=ve(function(){if(this.N=lo,u.value){var c=f.value;a.__v&&a.__v.__e&&a.__v.__e.nodeType===3&&(a.__v.__e.data=c)}}),d=t.__$u.d;return t.__$u.d=function(){m(),d.call(this)},[u,f]},[]),i=r[0],s=r[1];return i.value?s.peek():s.value}ao.displayName="ReactiveTextNode";Object.defineProperties(G.prototype,{constructor:{configurable:!0,value:Qe(Le,null).constructor},type:{configurable:!0,value:ao},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});He("__b",function(e,t){if(ot(),At=void 0,typeof t.type=="string"){var n,o=t.props;for(var r in o)if(r!=="children"){var i=o[r];i instanceof G&&(n||(t.__np=n={}),n[r]=i,o[r]=i.peek())}}e(t)});He("__r",function(e,t){if(e(t),t.type!==Le){ot();var n,o=t.__c;o&&(o.__$f&=-2,(n=o.__$u)===void 0&&(o.__$u=n=(function(r,i){var s;return ve(function(){s=this},{name:i}),s.c=r,s})((function(r){return function(){var i;wi&&((i=this.y)==null||i.call(this)),r.__$f|=1,r.setState({})}})(o),typeof t.type=="function"?t.type.displayName||t.type.name:""))),At=o,ot(n)}});He("__e",function(e,t,n,o){ot(),At=void 0,e(t,n,o)});He("diffed",function(e,t){ot(),At=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var o=t.__np,r=t.props,i=n.U;if(i)for(var s in i){var a=i[s];a===void 0||o&&s in o||(a.d(),i[s]=void 0)}if(o){i||(i={},n.U=i);for(var l in o){var f=i[l],u=o[l];f===void 0?(f=ki(n,l,u,r),i[l]=f):f.o(u,r)}}}e(t)});function ki(e,t,n,o){var r=t in e&&e.ownerSVGElement===void 0,i=I(n);return{o:function(s,a){i.value=s,o=a},d:ve(function(){this.N=lo;var s=i.value.value;o[t]!==s&&(o[t]=s,r?e[t]=s:s!=null&&(s!==!1||t[4]==="-")?e.setAttribute(t,s):e.removeAttribute(t))})}}He("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var o=n.U;if(o){n.U=void 0;for(var r in o){var i=o[r];i&&i.d()}}}var s=t.__np;if(s){var a=t.props;for(var l in s)a[l]=s[l]}t.__np=void 0}else{var f=t.__c;if(f){f.__$f|=8;var u=f.__$u;u&&(f.__$u=void 0,u.d())}}e(t)});He("__h",function(e,t,n,o){o<3&&(t.__$f|=2),e(t,n,o)});Re.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,o=n&&n.s!==void 0;for(var r in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var i=2&this.__$f;if(!(o||i||4&this.__$f)||1&this.__$f)return!0}else if(!(o||4&this.__$f)||3&this.__$f)return!0;for(var s in e)if(s!=="__source"&&e[s]!==this.props[s])return!0;for(var a in this.props)if(!(a in e))return!0;return!1};function xi(e,t){return ue(function(){return I(e,t)},[])}var Si=function(e){queueMicrotask(function(){queueMicrotask(e)})};function Mi(){te(function(){for(var e;e=so.shift();)io.call(e)})}function lo(){so.push(this)===1&&(C.requestAnimationFrame||Si)(Mi)}function Et(e){let t=e.byteLength/13;return{n:t,cluster:new Int32Array(e,0,t),confidence:new Float32Array(e,4*t,t),duplicateOf:new Int32Array(e,8*t,t),flags:new Uint8Array(e,12*t,t)}}var Ct=e=>new Float32Array(e);var Ae=class extends Error{constructor(t,n){super(t),this.status=n}},un=e=>e.status===409,co=e=>e.name==="AbortError";var uo=500;function po(e){let t=i=>fo(e+i).then(s=>s.json()),n=i=>fo(e+i).then(s=>s.arrayBuffer()),o=new Map,r=i=>(o.has(i)||o.set(i,t(`pictures/${i}.json`)),o.get(i));return{run:()=>t("run.json"),clusters:()=>t("clusters.json"),labels:()=>n("labels.bin").then(Et),map:()=>n("map.bin").then(Ct),picture:async i=>(await r(Math.floor(i/uo)))[i%uo],thumb:i=>`${e}thumbs/${i}.jpg`,large:i=>`${e}thumbs/${i}.jpg`}}async function fo(e){let t=await fetch(e).catch(()=>{throw new Ae("These files need a file server: run `python -m http.server` in their folder.",0)});if(!t.ok)throw new Ae(`${e} is missing beside this page.`,t.status);return t}var Ai={"Content-Type":"application/json"};function ho(){let e="",t=r=>e?`${r}?v=${e}`:r,n=(r,i)=>rt(r,{signal:i}).then(s=>s.json()),o=(r,i)=>rt(r,{method:"POST",headers:Ai,body:JSON.stringify(i)}).then(s=>s.json());return{run:async()=>{let r=await n("api/run");return e=r.key,r},clusters:()=>n("api/clusters"),labels:()=>rt("api/labels").then(mo).then(Et),map:()=>rt("api/map").then(r=>r.status===202?null:mo(r).then(Ct)),picture:(r,i)=>n(`api/picture/${r}`,i),thumb:r=>t(`thumb/${r}`),large:r=>t(`large/${r}`),searchWords:r=>o("api/search",{words:r}),searchPicture:r=>rt("api/search",Ei(r)).then(i=>i.json()),edit:(r,i,s)=>o("api/edit",{rev:r,op:i,...s}),undo:r=>o("api/undo",{rev:r}),redo:r=>o("api/redo",{rev:r}),export:(r,i,s)=>o("api/export",{to:r,mode:i,...s?{rows:s}:{}})}}var mo=e=>e.arrayBuffer(),Ei=e=>({method:"POST",headers:{"Content-Type":"application/octet-stream"},body:e});async function rt(e,t){let n=await fetch(e,{credentials:"same-origin",...t}).catch(o=>{throw o.name==="AbortError"?o:new Ae("The server does not answer. Is `kindfold view` still running?",0)});if(!n.ok)throw new Ae(await Ci(n),n.status);return n}async function Ci(e){return e.status===401||e.status===403?"This page may not read the run: open the address that `kindfold view` printed.":(await e.json().catch(()=>({}))).error??`The server answered ${e.status}.`}var Ti=document.querySelector("meta[name=kindfold]").content,A=Ti==="static"?po("data/"):ho();function vo(e,t){if(!e)return{rows:new Int32Array(0),sections:[]};let n=new Map(t.map(s=>[s.id,[]]));for(let s=0;s<e.n;s++)n.get(e.cluster[s])?.push(s);let o=new Int32Array(e.n),r=[],i=0;for(let[s,a]of n)a.sort((l,f)=>ge(e,l)-ge(e,f)||e.confidence[f]-e.confidence[l]||l-f),o.set(a,i),r.push({cluster:s,start:i,count:a.length}),i+=a.length;return{rows:o.subarray(0,i),sections:r}}function go(e,t=null){let n=[];for(let o=0;o<e.n;o++)!(e.flags[o]&6)&&(t===null||e.cluster[o]===t)&&n.push(o);return n.sort((o,r)=>it(e,r)-it(e,o)||e.confidence[o]-e.confidence[r]||o-r)}function yo(e,t,n=null){let o=t.rows.filter(r=>ge(e,r));return n===null?o:o.filter(r=>e.cluster[r]===n)}function $o(e,t=null){let n=new Map;for(let r=0;r<e.n;r++){let i=e.duplicateOf[r];i<0||(n.has(i)||n.set(i,[i]),n.get(i).push(r))}return[...n.values()].filter(r=>t===null||r.some(i=>e.cluster[i]===t)).sort((r,i)=>i.length-r.length||r[0]-i[0])}var ge=(e,t)=>(e.flags[t]&2)!==0,it=(e,t)=>(e.flags[t]&1)!==0,fn=(e,t)=>(e.flags[t]&4)!==0;function bo(e,t,n=10){let o=new Array(n).fill(0);for(let r of t)o[Math.min(n-1,Math.floor(n*e.confidence[r]))]+=1;return o}var M=I(null),L=I([]),O=I(null),Ee=I(null),st=I(null),F=I("grid"),$=I(null),R=I(new Set),E=I(new Set),S=I(null),V=I(!1),H=I(null),W=I(null),Ke=I(window.innerWidth<736?112:128),at=I(localStorage.getItem("kindfold.keys")!=="off"),j=ne(()=>new Map(L.value.map(e=>[e.id,e]))),ye=ne(()=>vo(O.value,L.value)),T=ne(()=>M.value?.readonly??!0),We=(e,t=null)=>L.value.find(n=>n.id!==t&&e&&n.name.toLowerCase()===e.toLowerCase()),ie=e=>j.value.get(e)?.name??"no kind",$e=e=>j.value.get(e)?.colour??"#888888",pe=ne(()=>R.value.size>0?[...R.value]:$.value!==null?[$.value]:S.value!==null&&O.value?[O.value.cluster[S.value]]:[]),fe=ne(()=>E.value.size>0?[...E.value]:S.value===null?[]:[S.value]);var Pi=new Intl.NumberFormat("en-GB"),Z=e=>Pi.format(e),P=(e,t,n=`${t}s`)=>`${Z(e)} ${e===1?t:n}`,X=e=>e>0&&e<.005?"< 1 %":`${Math.round(100*e)} %`;var Di={rows:[],sections:[],captions:!1,note:""},se=ne(()=>O.value?H.value?Ui(H.value):F.value==="unsure"?Ni():F.value==="repeated"?Ii():F.value==="rejected"?ji():$.value===null?Ri():Li($.value):Di),pn=e=>ye.value.sections.find(t=>t.cluster===e)??{start:0,count:0};function Ri(){let{rows:e,sections:t}=ye.value;return{rows:e,sections:t,captions:!1,note:""}}function Li(e){let{start:t,count:n}=pn(e);return{rows:ye.value.rows.subarray(t,t+n),sections:lt(n),captions:!1,note:""}}function Ni(){let e=go(O.value,$.value),t=e.length?"The least sure first. Keys 1, 2 and 3 put the picture into one of its three likeliest kinds.":"No picture waits for you.";return{rows:e,sections:lt(e.length),captions:!0,note:t}}function Ii(){let e=$o(O.value,$.value),t=e.flat(),n=new Map(e.flatMap((i,s)=>i.map(a=>[a,s%2]))),o=e.flatMap(i=>i.slice(1)),r=e.length?`${P(o.length,"picture")} look like a copy of another, in ${P(e.length,"group")}.`:"No picture looks like a copy of another.";return{rows:t,sections:lt(t.length),captions:!0,note:r,bands:n,copies:o}}function ji(){let e=yo(O.value,ye.value,$.value),t=e.length?`${P(e.length,"picture")} that ${e.length===1?"stands":"stand"} for no kind, and ${e.length===1?"stays":"stay"} out of exported folders.`:"Nothing is rejected. The key x takes a picture out of its kind; it can be restored here.";return{rows:e,sections:lt(e.length),captions:!0,note:t,rejects:e}}function Ui({said:e,rows:t,scores:n}){let o=t.length?`${Z(t.length)} pictures most like ${e}.`:`Nothing is like ${e}.`;return{rows:t,sections:lt(t.length),captions:!0,note:o,scores:n}}var lt=e=>e?[{cluster:null,start:0,count:e}]:[],wo=ne(()=>$.value===null?"All pictures":j.value.get($.value)?.name??"");var zi=1;async function Ot(){let[e,t,n]=await Promise.all([A.run(),A.clusters(),A.labels()]);te(()=>{M.value=e,L.value=t,O.value=n})}async function ko(){try{await Promise.all([A.run().then(e=>M.value=e),A.clusters().then(e=>L.value=e),A.labels().then(e=>O.value=e)])}catch(e){st.value=e.message;return}Ee.value=await A.map().catch(()=>null)}async function xo(){for(;!Ee.value;)Ee.value=await A.map(),Ee.value||await new Promise(e=>setTimeout(e,1e3*zi))}async function So(){if(!M.value||document.hidden)return;let e=await A.run().catch(()=>null);e&&e.rev!==M.value.rev&&await Ot()}var Bi=7,Fi=400,Pt=I(null),Mo;function be(e,{undoable:t=!1,wrong:n=!1,silent:o=!1,lasts:r=!1}={}){clearTimeout(Mo),Pt.value={text:e,undoable:t,wrong:n,silent:o},r||(Mo=setTimeout(()=>Pt.value=null,1e3*Bi))}async function Dt(e){let t=setTimeout(()=>be("Working …",{lasts:!0}),Fi);try{return await e}finally{clearTimeout(t)}}var Ce=e=>be(e,{wrong:!0});var dn=Promise.resolve();function we(e,{undoable:t=!0,then:n=()=>{}}={}){return dn=dn.then(async()=>{try{let{said:o}=await Dt(e(M.value.rev)),r=se.value.rows.indexOf(S.value);await Ot(),te(()=>{n(),Hi(r)}),be(o,{undoable:t})}catch(o){un(o)&&await Ot(),Ce(un(o)?"Another window has changed this run. You now see its state; try again.":o.message)}}),dn}function Hi(e){let{rows:t}=se.value;e>=0&&!t.includes(S.value)&&(S.value=t[Math.min(e,t.length-1)]??null)}var Rt=()=>{E.value=new Set},mn=(e,t)=>we(n=>A.edit(n,"rename",{cluster:e,name:t}));function Lt(e,t){let n=$.value;return we(o=>A.edit(o,"merge",{clusters:e,...t?{name:t}:{}}),{then:()=>{R.value=new Set,e.includes(n)&&($.value=e.find(o=>j.value.has(o))??null)}})}function Ao(e,t){let n=j.value;return we(o=>A.edit(o,"split",{cluster:e,into:t}),{then:()=>{R.value=new Set,$.value=L.value.find(({id:o})=>!n.has(o))?.id??null}})}function Ie(e,t,n){return we(o=>A.edit(o,"move",{rows:e,to:t,...n?{name:n}:{}}),{then:Rt})}var Eo=e=>we(t=>A.edit(t,"reject",{rows:e}),{then:Rt}),Nt=e=>we(t=>A.edit(t,"restore",{rows:e}),{then:Rt}),hn=e=>we(t=>A.edit(t,"level",{index:e}),{then:()=>$.value=null});function qe(e){M.value.n_since_level>0?W.value={name:"level",index:e}:hn(e)}function Co(e,t){We(t,e)?W.value={name:"rename",cluster:e,wanted:t}:mn(e,t)}var It=()=>we(A.undo,{undoable:!1}),To=()=>we(A.redo,{undoable:!0});async function Oo(e,t,n=null){try{be((await Dt(A.export(e,t,n))).said)}catch(o){Ce(o.message)}}async function Po(e,t){try{let n=(await Dt(t())).hits;te(()=>{E.value=new Set,H.value={said:e,rows:n.map(({row:o})=>o),scores:new Map(n.map(({row:o,score:r})=>[o,r]))}}),be(n.length?`${n.length} pictures most like ${e}.`:`Nothing is like ${e}.`,{silent:!0})}catch(n){Ce(n.message)}}var Do=e=>Po(`“${e}”`,()=>A.searchWords(e)),Ro=e=>Po("your picture",()=>A.searchPicture(e));function Lo(){W.value?W.value=null:E.value.size?Rt():R.value.size?R.value=new Set:V.value?V.value=!1:H.value?H.value=null:S.value!==null?S.value=null:$.value!==null&&($.value=null)}async function jt(e,t){if(e===null)return;let{top:n}=await A.picture(e);n[t]&&await Ie([e],n[t].cluster)}function ke(e){te(()=>{let t=e!==F.value||H.value;H.value=null,F.value=e,e==="unsure"&&t&&(S.value=se.value.rows[0]??null)})}function xe(e){te(()=>{$.value=e,H.value=null,S.value=null,V.value=!1,E.value=new Set})}function No({levels:e,level:t,n_fit_clusters:n}){if(t!==null)return t;let o=e.map(({n_clusters:r})=>Math.abs(r-n));return o.indexOf(Math.min(...o))}function Io({levels:e,level:t,n_fit_clusters:n},o){let r=[...e.keys()].filter(i=>t!==null?i===t+o:o*(e[i].n_clusters-n)>0);return o<0?r.at(-1):r[0]}var jo=null;function de(e,{range:t=!1,toggle:n=!1}={}){te(()=>{t?E.value=new Set([...n?E.value:[],...Ki(jo??S.value??e,e)]):n?E.value=Bo(E.value,e):E.value=new Set,t||(jo=e),S.value=e}),(t||n)&&zo()}function Te(e=se.value.rows){E.value=new Set(e),zo()}function Uo(e){Te([...E.value,...e])}function Ut(e){R.value=Bo(R.value,e),be(`${P(R.value.size,"kind")} chosen.`,{silent:!0})}var zo=()=>be(`${P(E.value.size,"picture")} selected.`,{silent:!0});function Bo(e,t){let n=new Set(e);return n.delete(t)||n.add(t),n}function Ki(e,t){let{rows:n}=se.value,[o,r]=[n.indexOf(e),n.indexOf(t)].sort((i,s)=>i-s);return o<0?[t]:n.slice(o,r+1)}var Ge=e=>()=>W.value={name:e},ae=()=>!T.value,zt=e=>Io(M.value,e),Oe={merge:{key:"m",name:"Merge",can:()=>ae()&&pe.value.length>0&&L.value.length>1,run:Ge("merge")},split:{key:"s",name:"Split",can:()=>ae()&&pe.value.length===1,run:Ge("split")},rename:{key:"r",name:"Rename",can:()=>ae()&&pe.value.length===1,run:Ge("rename")},move:{key:"v",name:"Move",can:()=>ae()&&fe.value.length>0,run:Ge("move")},reject:{key:"x",name:"Reject",can:()=>ae()&&fe.value.length>0,run:Wi},first:{key:"1",name:"Into its likeliest kind",can:_n,run:()=>jt(S.value,0)},second:{key:"2",name:"Into its second kind",can:_n,run:()=>jt(S.value,1)},third:{key:"3",name:"Into its third kind",can:_n,run:()=>jt(S.value,2)},undo:{key:"z",name:"Undo",can:()=>ae()&&M.value.can_undo,run:It},redo:{key:"Z",name:"Redo",can:()=>ae()&&M.value.can_redo,run:To},all:{key:"a",name:"Select all that are listed",can:()=>O.value!==null,run:()=>Te()},coarser:{key:"[",name:"Fewer kinds",can:()=>ae()&&zt(-1)!==void 0,run:()=>qe(zt(-1))},finer:{key:"]",name:"More kinds",can:()=>ae()&&zt(1)!==void 0,run:()=>qe(zt(1))},search:{key:"/",name:"Search",can:()=>ae(),run:()=>document.getElementById("words")?.focus()},grid:{key:"g",name:"Grid",can:()=>!0,run:()=>ke("grid")},map:{key:"p",name:"Map",can:()=>!0,run:()=>ke("map")},unsure:{key:"u",name:"Unsure",can:()=>!0,run:()=>ke("unsure")},repeated:{key:"d",name:"Repeated",can:()=>!0,run:()=>ke("repeated")},rejected:{key:"X",name:"Rejected",can:()=>!0,run:()=>ke("rejected")},details:{key:"Enter",name:"Details of the picture",can:()=>S.value!==null,run:()=>V.value=!0},export:{key:"e",name:"Export",can:ae,run:Ge("export")},help:{key:"?",name:"Keys",can:()=>!0,run:Ge("help")},back:{key:"Escape",name:"Step back",can:()=>!0,run:Lo}},Fo=new Map(Object.values(Oe).map(e=>[e.key,e])),ct=()=>fe.value.length>0&&fe.value.every(e=>ge(O.value,e));function Wi(){return ct()?Nt(fe.value):Eo(fe.value)}function _n(){return ae()&&S.value!==null&&F.value==="unsure"&&R.value.size===0}var Ho="input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]",qi=/^(Arrow\w+|Page\w+|Home|End| )$/;function Ko(){document.addEventListener("keydown",e=>{if(!(e.defaultPrevented||e.altKey||W.value)){if(e.ctrlKey||e.metaKey)return Vi(e);if(e.target.matches(Ho)){e.key==="Escape"&&e.target.blur();return}if(e.target===document.body&&qi.test(e.key))return Gi(e);e.key.length===1&&!at.value||e.key==="Enter"&&e.target.matches("button, a, summary")||Bt(e,e.key)}})}function Gi(e){let t=document.getElementById("pictures")??document.getElementById("map");t&&(e.preventDefault(),t.focus(),t.dispatchEvent(new KeyboardEvent("keydown",e)))}function Vi(e){if(e.target.matches(Ho))return;let t=e.key.toLowerCase();t==="z"?Bt(e,e.shiftKey?"Z":"z"):t==="y"?Bt(e,"Z"):t==="a"&&Bt(e,"a")}function Bt(e,t){let n=Fo.get(t);n?.can()&&(e.preventDefault(),n.run())}var Yi={undo:"M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8h-2",redo:"m12 5 4 4-4 4M16 9H8a4 4 0 0 0 0 8h2",export:"M10 12V3m-4 4 4-4 4 4M4 12v4h12v-4",help:"M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 2.6v.1",info:"M10 9.2v4.6m0-7.4v.1M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15Z",search:"M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10Zm3.6-1.4L17 17",picture:"M3 5h14v10H3zM3 13l4-4 3 3 2.5-2.5L17 14",close:"m5 5 10 10M15 5 5 15",check:"m5 10.5 3.5 3.5L15 6.5",lasso:"M10 4c4 0 7 1.8 7 4.2S14 12.5 10 12.5 3 10.700 3 8.200 6 4 10 4ZM6 12c-1.500 1-1 3 .5 3S8 17 7 18",fit:"M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",more:"M10 4v12M4 10h12",less:"M4 10h12"},U=({name:e})=>p`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${Yi[e]} /></svg>`;var Ft=()=>matchMedia("(max-width: 62rem)").matches;function Wo({row:e,index:t,left:n,top:o,size:r,list:i,still:s}){let a=E.value.has(e),l=O.value,f=l.cluster[e],u=m=>{let d=m.pointerType==="touch",c=m.ctrlKey||m.metaKey||d&&E.value.size>0;de(e,{range:m.shiftKey,toggle:c}),(d||Ft())&&!c&&!m.shiftKey&&(V.value=!0)};return p`<div
    id=${`picture-${e}`}
    class=${Zi({row:e,chosen:a,list:i})}
    role="option"
    aria-selected=${a}
    aria-setsize=${i.rows.length}
    aria-posinset=${t+1}
    aria-label=${Ji(e)}
    style=${{transform:`translate(${n}px, ${o}px)`,width:`${r}px`,"--colour":$e(f)}}
    onClick=${u}
    onDblClick=${()=>V.value=!0}
    draggable=${!T.value}
    onDragStart=${m=>Qi(m,e)}
  >
    <${me} row=${e} size=${r} still=${s} />
    <span class="tick" onClick=${m=>(m.stopPropagation(),de(e,{toggle:!0}))}><${U} name="check" /></span>
    ${i.copies&&p`<span class="tag">${l.duplicateOf[e]<0?"original":"copy"}</span>`}
    ${ge(l,e)&&!i.rejects&&p`<span class="tag">rejected</span>`}
    ${i.captions&&p`<span class="legend"><i class="dot"></i><bdi>${ie(f)}</bdi><span>${X(l.confidence[e])}</span></span>`}
  </div>`}function me({row:e,size:t,still:n=!0,lazy:o=!1}){let[r,i]=k(""),[s,a]=k(n),l=J(null);Y(()=>()=>l.current?.removeAttribute("src"),[]),n&&!s&&a(!0);let f=t?{width:`${t}px`,height:`${t}px`}:void 0;return!s||r==="gone"?p`<span class=${r==="gone"?"thumb gone":"thumb"} style=${f}>${r==="gone"&&"cannot be read"}</span>`:p`<img
    ref=${l}
    class="thumb"
    loading=${o?"lazy":"eager"}
    src=${A.thumb(e)}
    alt=""
    style=${f}
    decoding="async"
    draggable="false"
    onError=${()=>i("gone")}
  />`}function Zi({row:e,chosen:t,list:n}){let o=O.value;return["cell",t&&"picked",e===S.value&&"shown",it(o,e)&&"outlier",ge(o,e)&&(n.rejects?"put-out":"rejected"),fn(o,e)&&"moved",n.bands&&`band-${n.bands.get(e)}`].filter(Boolean).join(" ")}function Ji(e){let t=O.value;return[`picture ${e+1}`,ie(t.cluster[e]),`${X(t.confidence[e])} sure`,it(t,e)&&"fits no kind well",t.duplicateOf[e]>=0&&"looks like a copy",ge(t,e)&&"rejected",fn(t,e)&&"moved by hand"].filter(Boolean).join(", ")}function Qi(e,t){let n=E.value.has(t)?fe.value:[t];e.dataTransfer.setData("application/x-kindfold-rows",JSON.stringify(n)),e.dataTransfer.effectAllowed="move"}var qo="application/x-kindfold-rows";function Vo(){let[e,t]=k(null);Y(()=>t($.value),[$.value]);let n=[null,...L.value.map(({id:i})=>i)];Y(()=>Go($.value),[$.value,L.value]);let o=i=>{t(i),Go(i)},r=i=>{if(i.ctrlKey||i.metaKey||i.altKey)return;let s=Math.max(0,n.indexOf(e)),a={ArrowDown:1,ArrowRight:1,ArrowUp:-1,ArrowLeft:-1,PageDown:5,PageUp:-5,Home:-1e9,End:1e9};if(i.key in a)o(n[Math.min(Math.max(s+a[i.key],0),n.length-1)]);else if(i.key==="Enter")xe(n[s]);else if(i.key===" ")n[s]!==null&&Ut(n[s]);else return;i.preventDefault()};return p`<div
    class="cards"
    id="kinds"
    role="listbox"
    tabindex="0"
    aria-label="Kinds"
    aria-multiselectable="true"
    aria-activedescendant=${vn(e)}
    onKeyDown=${r}
  >
    <${Xi} active=${e===null} />
    ${L.value.map(i=>p`<${es} key=${i.id} cluster=${i} active=${e===i.id} />`)}
  </div>`}var Go=e=>document.getElementById(vn(e))?.scrollIntoView({block:"nearest",inline:"nearest"}),vn=e=>e===null?"kind-all":`kind-${e}`;function Xi({active:e}){return p`<div
    id="kind-all"
    role="option"
    class=${Yo({opened:$.value===null,active:e},"everything")}
    aria-selected="false"
    aria-current=${$.value===null?"true":void 0}
    onClick=${()=>xe(null)}
  >
    <h3>All pictures</h3>
    <span class="size">${Z(M.value?.n??0)}</span>
  </div>`}function es({cluster:e,active:t}){let[n,o]=k(!1),r=R.value.has(e.id),i=l=>{l.preventDefault(),o(!1);let f=l.dataTransfer.getData(qo);f&&Ie(JSON.parse(f),e.id)},s=l=>{l.dataTransfer.types.includes(qo)&&(l.preventDefault(),o(!0))},a=()=>{xe(e.id),T.value||(W.value={name:"rename"})};return p`<div
    id=${vn(e.id)}
    role="option"
    class=${Yo({opened:$.value===e.id,chosen:r,active:t,over:n,rejected:e.rejected},"card")}
    aria-selected=${r}
    aria-current=${$.value===e.id?"true":void 0}
    aria-label=${`${e.name}, ${Z(e.size)} pictures, ${X(e.confidence)} sure`}
    style=${{"--colour":e.colour,"--sure":e.confidence}}
    onClick=${l=>l.ctrlKey||l.metaKey||l.shiftKey?Ut(e.id):xe(e.id)}
    onDragOver=${s}
    onDragLeave=${()=>o(!1)}
    onDrop=${i}
  >
    <div class="caption">
      <i class="dot"></i>
      <h3 onDblClick=${a}><bdi>${e.name}</bdi></h3>
      <span class="size">${Z(e.size)}</span>
    </div>
    <p class="words">${e.rejected?"rejected":ts(e)}</p>
    <div class="strip">
      ${e.central.slice(0,4).map(l=>p`<${me} key=${l} row=${l} lazy />`)}
      ${e.borderline.slice(0,2).map(l=>p`<span class="edge" key=${l}><${me} row=${l} lazy /></span>`)}
    </div>
    <div class="sure" title=${`${X(e.confidence)} sure on average`}></div>
    ${!T.value&&p`<span class="tick" title="Choose for merging (space)" onClick=${l=>(l.stopPropagation(),Ut(e.id))}>
      <${U} name="check" />
    </span>`}
  </div>`}var ts=({alternatives:e})=>e.length?`or ${e.map(([t])=>t).join(", ")}`:"no other nouns";function Yo(e,t){return[t,...Object.keys(e).filter(n=>e[n])].join(" ")}function z({command:e,label:t,icon:n,kind:o="",hint:r=!0,title:i}){let{key:s,name:a,can:l,run:f}=Oe[e],u=t??a;return p`<button
    class=${o}
    disabled=${!l()}
    onClick=${f}
    aria-label=${n?u:void 0}
    aria-keyshortcuts=${s}
    title=${i??(n?`${u} (${s})`:void 0)}
  >
    ${n?p`<${U} name=${n} />`:u}
    ${!n&&r&&p` <kbd aria-hidden="true">${s}</kbd>`}
  </button>`}function Jo(){return T.value?null:E.value.size>0?p`<${Zo} n=${E.value.size} noun="picture" text="selected" clear=${()=>E.value=new Set}>
      <${z} command="move" kind="strong" />
      <${z} command="reject" label=${ct()?"Restore":"Reject"} />
    <//>`:R.value.size>0?p`<${Zo} n=${R.value.size} noun="kind" text="chosen" clear=${()=>R.value=new Set}>
      <${z} command="merge" kind="strong" />
      ${R.value.size===1&&p`<${z} command="split" /><${z} command="rename" />`}
    <//>`:null}function Zo({n:e,noun:t,text:n,clear:o,children:r}){return p`<div class="actions" role="toolbar" aria-label="Selection">
    <span>${Z(e)} <span class="long">${e===1?t:`${t}s`}</span> ${n}</span>
    ${r}
    <button class="plain" onClick=${o}>Clear <kbd aria-hidden="true">Esc</kbd></button>
  </div>`}function Qo({block:e}){let{cluster:t,top:n,height:o,count:r}=e,i={transform:`translateY(${n}px)`,height:`${o}px`,"--colour":$e(t)};return p`<div class="heading" role="presentation" style=${i}>
    <button class="plain" tabindex="-1" onClick=${()=>xe(t)}>
      <i class="dot"></i><bdi>${ie(t)}</bdi> <span class="quiet">${Z(r)}</span>
      ${j.value.get(t)?.rejected&&p` <span class="quiet">rejected</span>`}
    </button>
  </div>`}function Xo(e,t,{cell:n,caption:o=0,headings:r=!0}){let i=Math.max(1,Math.floor((t+6)/(n+6))),s=(t-6*(i-1))/i,a=s+o+6,l=0;return{blocks:e.map(u=>{let m=r&&u.cluster!==null?44:0,d=Math.ceil(u.count/i),c={...u,top:l,heading:m,lines:d,height:m+d*a};return l+=c.height,c}),columns:i,size:s,pitch:a,caption:o,gap:6,height:l}}function er(e,t,n){let o=[],r=[];for(let i=rs(e,t);i<e.blocks.length&&e.blocks[i].top<n;i++){let s=e.blocks[i];s.heading&&o.push(s);let a=s.top+s.heading,l=Math.max(0,Math.floor((t-a)/e.pitch)),f=Math.min(s.lines,Math.ceil((n-a)/e.pitch)),u=Math.min(s.count,f*e.columns);for(let m=l*e.columns;m<u;m++)r.push({index:s.start+m,...rr(e,s,m)})}return{headings:o,cells:r}}function tr(e,t){let n=e.blocks.find(({start:o,count:r})=>t>=o&&t<o+r);return n?rr(e,n,t-n.start):{left:0,top:0}}function nr(e,t,n){let o=e.blocks.reduce((a,l)=>a+l.count,0),r=a=>Math.min(Math.max(a,0),o-1),i=e.columns*4,s={ArrowLeft:-1,ArrowRight:1,PageUp:-i,PageDown:i,Home:-o,End:o};return n in s?r(t+s[n]):r(n==="ArrowDown"?ns(e,t):os(e,t))}function ns(e,t){let{block:n,b:o,line:r,column:i}=or(e,t);if(r+1<n.lines)return Math.min(t+e.columns,n.start+n.count-1);let s=e.blocks.slice(o+1).find(({count:a})=>a>0);return s?s.start+Math.min(i,s.count-1):t}function os(e,t){let{b:n,line:o,column:r}=or(e,t);if(o>0)return t-e.columns;let i=e.blocks.slice(0,n).findLast(({count:s})=>s>0);return i?i.start+Math.min((i.lines-1)*e.columns+r,i.count-1):t}function or(e,t){let n=e.blocks.findIndex(({start:i,count:s})=>t>=i&&t<i+s),o=e.blocks[n],r=t-o.start;return{block:o,b:n,line:Math.floor(r/e.columns),column:r%e.columns}}function rr(e,t,n){let o=Math.floor(n/e.columns);return{left:n%e.columns*(e.size+e.gap),top:t.top+t.heading+o*e.pitch}}function rs({blocks:e},t){let n=0,o=e.length;for(;n<o;){let r=n+o>>1;e[r].top<=t?n=r+1:o=r}return Math.max(0,n-1)}var is=22,ir=300,ss=90,as=900;function sr(){let e=se.value,t=J(null),{width:n,height:o,top:r,still:i}=ls(t),s=ue(()=>Xo(e.sections,n,{cell:Ke.value,caption:e.captions?is:0}),[e,n,Ke.value]);cs(t,s,e);let{headings:a,cells:l}=n?er(s,r-ir,r+o+ir):{headings:[],cells:[]},f=u=>{if(!/^(Arrow|Page|Home|End|Enter| )/.test(u.key)||u.ctrlKey||u.metaKey||u.altKey||(u.preventDefault(),!e.rows.length))return;let m=e.rows.indexOf(S.value);if(u.key==="Enter")V.value=!0;else if(u.key===" ")de(e.rows[Math.max(m,0)],{toggle:!0});else{let d=m<0&&u.key!=="End"?0:nr(s,Math.max(m,0),u.key);de(e.rows[d],{range:u.shiftKey})}ar(t.current,s,e.rows.indexOf(S.value))};return p`<div
    class="grid"
    ref=${t}
    id="pictures"
    role="listbox"
    tabindex="0"
    aria-label="Pictures"
    aria-multiselectable="true"
    aria-activedescendant=${S.value===null?void 0:`picture-${S.value}`}
    onKeyDown=${f}
  >
    <div class="sheet" role="presentation" style=${{height:`${s.height}px`}}>
      ${a.map(u=>p`<${Qo} key=${`kind ${u.cluster}`} block=${u} />`)}
      ${l.map(({index:u,left:m,top:d})=>p`<${Wo}
            key=${e.rows[u]}
            row=${e.rows[u]}
            index=${u}
            left=${m}
            top=${d}
            size=${s.size}
            list=${e}
            still=${i}
          />`)}
    </div>
  </div>`}function ls(e){let[t,n]=k({width:0,height:0,top:0,still:!0});return bt(()=>{let o=e.current,r,i=()=>{let l=getComputedStyle(o),f=o.clientWidth-parseFloat(l.paddingLeft)-parseFloat(l.paddingRight);n(u=>({...u,width:f,height:o.clientHeight,top:o.scrollTop}))},s=()=>{clearTimeout(r),r=setTimeout(()=>n(l=>({...l,still:!0})),ss),n(l=>{let f=Math.abs(o.scrollTop-l.top)>as;return{...l,top:o.scrollTop,still:l.still?!f:!1}})},a=new ResizeObserver(i);return a.observe(o),o.addEventListener("scroll",s,{passive:!0}),()=>{a.disconnect(),o.removeEventListener("scroll",s),clearTimeout(r)}},[]),t}function cs(e,t,n){let o=J(null);Y(()=>{let r=o.current?.note===n.note&&o.current?.sections.length===n.sections.length,i=n.rows.indexOf(S.value);i>=0?ar(e.current,t,i):r||(e.current.scrollTop=0),o.current=n},[t])}function ar(e,t,n){if(n<0)return;let{top:o}=tr(t,n),r=60;o-r<e.scrollTop&&(e.scrollTop=o-r);let i=o+t.size+t.caption+r;i>e.scrollTop+e.clientHeight&&(e.scrollTop=i-e.clientHeight)}var us=0,fs=1,ps=2;function lr(e,t){let n=new Map([...t].map(([r,{colour:i}])=>[r,ds(i)])),o=new Uint8Array(3*e.n);for(let r=0;r<e.n;r++)o.set(n.get(e.cluster[r])??[136,136,136],3*r);return o}function cr(e,t,n){let o=new Uint8Array(e.n);for(let r=0;r<e.n;r++){let i=e.flags[r]&2||t!==null&&e.cluster[r]!==t;o[r]=i?us:fs}for(let r of n)o[r]=ps;return o}function ur(e,t,n,o){let r=Math.max(1,...t.map(({count:s})=>s)),i=new Map(o.map(s=>[s.id,s]));return t.filter(({count:s})=>s>0).map(({cluster:s,start:a,count:l})=>{let f=n.subarray(a,a+l);return{name:i.get(s).name,x:gn(f,e,0,.5),above:gn(f,e,1,.95),below:gn(f,e,1,.05),weight:Math.sqrt(l/r)}})}function gn(e,t,n,o){let r=Float32Array.from(e,i=>t[2*i+n]).sort();return r[Math.floor(o*(r.length-1))]}var ds=e=>[1,3,5].map(t=>parseInt(e.slice(t,t+2),16));function fr(e,{drag:t,zoom:n,point:o,take:r,lasso:i,lassoing:s,leave:a}){let l=new Map,f=null,u=0,m=h=>{let x=e.getBoundingClientRect();return[h.clientX-x.left,h.clientY-x.top]},d=h=>{h.button===0&&(e.setPointerCapture(h.pointerId),l.set(h.pointerId,m(h)),u=0,f=l.size===1&&(h.shiftKey||s())?[m(h)]:null)},c=h=>{let x=m(h),q=l.get(h.pointerId);if(!q)return o(x);u+=Math.hypot(x[0]-q[0],x[1]-q[1]),f?(f.push(x),i(f,!1,h)):l.size===2?y(h.pointerId,q,x):t(x[0]-q[0],x[1]-q[1]),l.set(h.pointerId,x)},_=h=>{l.delete(h.pointerId)&&(f&&u>8?i(f,!0,h):u<5&&r(m(h),h),f=null)},g=h=>{l.delete(h.pointerId),f&&i([],!1,h),f=null},y=(h,x,q)=>{let[,le]=[...l].find(([Q])=>Q!==h),oe=([Q,ce])=>Math.hypot(Q-le[0],ce-le[1]),ze=[(q[0]+le[0])/2,(q[1]+le[1])/2];n(oe(q)/Math.max(oe(x),1),...ze),t((q[0]-x[0])/2,(q[1]-x[1])/2)},v={pointerdown:d,pointermove:c,pointerup:_,pointercancel:g,pointerleave:a,dblclick:h=>n(2,...m(h)),wheel:h=>{h.preventDefault();let x=h.deltaY*(h.deltaMode===1?16:1);n(Math.exp(-x/(h.ctrlKey?100:400)),...m(h))}};for(let[h,x]of Object.entries(v))e.addEventListener(h,x,{passive:!1});return()=>{for(let[h,x]of Object.entries(v))e.removeEventListener(h,x)}}var pr=[Int8Array,Uint8Array,Uint8ClampedArray,Int16Array,Uint16Array,Int32Array,Uint32Array,Float32Array,Float64Array],yn=1,ut=8,N=new Uint32Array(96),pt=class e{static from(t){if(!t||t.byteLength===void 0||t.buffer)throw new Error("Data must be an instance of ArrayBuffer or SharedArrayBuffer.");let[n,o]=new Uint8Array(t,0,2);if(n!==219)throw new Error("Data does not appear to be in a KDBush format.");let r=o>>4;if(r!==yn)throw new Error(`Got v${r} data when expected v${yn}.`);let i=pr[o&15];if(!i)throw new Error("Unrecognized array type.");let[s]=new Uint16Array(t,2,1),[a]=new Uint32Array(t,4,1);return new e(a,s,i,void 0,t)}constructor(t,n=64,o=Float64Array,r=ArrayBuffer,i){if(isNaN(t)||t<0)throw new Error(`Unexpected numItems value: ${t}.`);this.numItems=+t,this.nodeSize=Math.min(Math.max(+n,2),65535),this.ArrayType=o,this.IndexArrayType=t<65536?Uint16Array:Uint32Array;let s=pr.indexOf(this.ArrayType),a=t*2*this.ArrayType.BYTES_PER_ELEMENT,l=t*this.IndexArrayType.BYTES_PER_ELEMENT,f=(8-l%8)%8;if(s<0)throw new Error(`Unexpected typed array class: ${o}.`);if(i)this.data=i,this.ids=new this.IndexArrayType(i,ut,t),this.coords=new o(i,ut+l+f,t*2),this._pos=t*2,this._finished=!0;else{let u=this.data=new r(ut+a+l+f);this.ids=new this.IndexArrayType(u,ut,t),this.coords=new o(u,ut+l+f,t*2),this._pos=0,this._finished=!1,new Uint8Array(u,0,2).set([219,(yn<<4)+s]),new Uint16Array(u,2,1)[0]=n,new Uint32Array(u,4,1)[0]=t}}add(t,n){let o=this._pos>>1;return this.ids[o]=o,this.coords[this._pos++]=t,this.coords[this._pos++]=n,o}finish(){let t=this._pos>>1;if(t!==this.numItems)throw new Error(`Added ${t} items when expected ${this.numItems}.`);return bn(this.ids,this.coords,this.nodeSize,0,this.numItems-1,0),this._finished=!0,this}range(t,n,o,r){if(!this._finished)throw new Error("Data not yet indexed - call index.finish().");let{ids:i,coords:s,nodeSize:a}=this;N[0]=0,N[1]=i.length-1,N[2]=0;let l=3,f=[];for(;l>0;){let u=N[--l],m=N[--l],d=N[--l];if(m-d<=a){for(let y=d;y<=m;y++){let w=s[2*y],b=s[2*y+1];w>=t&&w<=o&&b>=n&&b<=r&&f.push(i[y])}continue}let c=d+m>>1,_=s[2*c],g=s[2*c+1];_>=t&&_<=o&&g>=n&&g<=r&&f.push(i[c]),(u===0?t<=_:n<=g)&&(N[l++]=d,N[l++]=c-1,N[l++]=1-u),(u===0?o>=_:r>=g)&&(N[l++]=c+1,N[l++]=m,N[l++]=1-u)}return f}within(t,n,o){let r=[];return this.withinInto(t,n,o,r),r}withinInto(t,n,o,r){if(!this._finished)throw new Error("Data not yet indexed - call index.finish().");let{ids:i,coords:s,nodeSize:a}=this;N[0]=0,N[1]=i.length-1,N[2]=0;let l=3,f=0,u=o*o;for(;l>0;){let m=N[--l],d=N[--l],c=N[--l];if(d-c<=a){for(let w=c;w<=d;w++)dr(s[2*w],s[2*w+1],t,n)<=u&&(r[f++]=i[w]);continue}let _=c+d>>1,g=s[2*_],y=s[2*_+1];dr(g,y,t,n)<=u&&(r[f++]=i[_]),(m===0?t-o<=g:n-o<=y)&&(N[l++]=c,N[l++]=_-1,N[l++]=1-m),(m===0?t+o>=g:n+o>=y)&&(N[l++]=_+1,N[l++]=d,N[l++]=1-m)}return f}};function bn(e,t,n,o,r,i){if(r-o<=n)return;let s=o+r>>1;mr(e,t,s,o,r,i),bn(e,t,n,o,s-1,1-i),bn(e,t,n,s+1,r,1-i)}function mr(e,t,n,o,r,i){for(;r>o;){if(r-o>600){let f=r-o+1,u=n-o+1,m=Math.log(f),d=.5*Math.exp(2*m/3),c=.5*Math.sqrt(m*d*(f-d)/f)*(u-f/2<0?-1:1),_=Math.max(o,Math.floor(n-u*d/f+c)),g=Math.min(r,Math.floor(n+(f-u)*d/f+c));mr(e,t,n,_,g,i)}let s=t[2*n+i],a=o,l=r;for(ft(e,t,o,n),t[2*r+i]>s&&ft(e,t,o,r);a<l;){for(ft(e,t,a,l),a++,l--;t[2*a+i]<s;)a++;for(;t[2*l+i]>s;)l--}t[2*o+i]===s?ft(e,t,o,l):(l++,ft(e,t,l,r)),l<=n&&(o=l+1),n<=l&&(r=l-1)}}function ft(e,t,n,o){$n(e,n,o),$n(t,2*n,2*o),$n(t,2*n+1,2*o+1)}function $n(e,t,n){let o=e[t];e[t]=e[n],e[n]=o}function dr(e,t,n,o){let r=e-n,i=t-o;return r*r+i*i}var wn={x:0,y:0,zoom:1},je=(e,{width:t,height:n})=>.9*e.zoom*Math.min(t,n)/2;function Ye(e,t,n,o){let r=je(e,t);return[t.width/2+(n-e.x)*r,t.height/2-(o-e.y)*r]}function Ve(e,t,n,o){let r=je(e,t);return[e.x+(n-t.width/2)/r,e.y-(o-t.height/2)/r]}function _r(e,t,n,o){let r=je(e,t);return gr({...e,x:e.x-n/r,y:e.y+o/r})}function kn(e,t,n,o=t.width/2,r=t.height/2){let[i,s]=Ve(e,t,o,r),a=Math.min(Math.max(e.zoom*n,1),200),l=e.zoom/a;return gr({zoom:a,x:i+(e.x-i)*l,y:s+(e.y-s)*l})}function vr(e,t,n=0){let[o,r]=Ve(e,t,-n,-n),[i,s]=Ve(e,t,t.width+n,t.height+n);return{left:o,bottom:s,right:i,top:r}}var gr=({x:e,y:t,zoom:n})=>({zoom:n,x:hr(e),y:hr(t)}),hr=e=>Math.min(Math.max(e,-1),1);var ms=[.16,.9,1];function yr(e){let t=e.getContext("2d"),n={points:new Float32Array(0),colour:new Uint8Array(0),state:new Uint8Array(0)};return{kind:"canvas",put:o=>n=o,putState:o=>n={...n,state:o},paint({camera:o,width:r,height:i,scale:s,size:a,ratio:l,ring:f}){let{points:u,colour:m,state:d}=n;t.setTransform(l,0,0,l,0,0),t.clearRect(0,0,r,i);for(let c of[0,1])for(let _=0;_<d.length;_++){if(d[_]===2!=(c===1))continue;let g=r/2+(u[2*_]-o.x)*s,y=i/2-(u[2*_+1]-o.y)*s;g<-a||y<-a||g>r+a||y>i+a||(t.globalAlpha=ms[d[_]],t.fillStyle=`rgb(${m[3*_]} ${m[3*_+1]} ${m[3*_+2]})`,t.beginPath(),t.arc(g,y,c?.75*a+1:a/2,0,2*Math.PI),t.fill(),c&&(t.strokeStyle=`rgb(${f.map(w=>255*w).join(" ")})`,t.lineWidth=2,t.stroke()))}t.globalAlpha=1},close(){}}}var hs=`#version 300 es
in vec2 place;
in vec3 colour;
in float state;  // 0 dimmed, 1 plain, 2 picked
uniform vec2 scale, centre;
uniform float size, pass;
out vec4 tint;
void main() {
  bool picked = state > 1.5;
  gl_Position = vec4((place - centre) * scale, picked == (pass > 0.5) ? 0.0 : 2.0, 1.0);
  gl_PointSize = picked ? size * 1.5 + 2.0 : size;
  tint = vec4(colour, state < 0.5 ? 0.16 : 0.9);
}`,_s=`#version 300 es
precision highp float;
in vec4 tint;
uniform float pass, size;
uniform vec3 ring;
out vec4 shown;
void main() {
  float r = length(gl_PointCoord - 0.5) * 2.0;
  float edge = 2.0 / size;
  float alpha = tint.a * (1.0 - smoothstep(1.0 - edge, 1.0, r));
  vec3 inner = pass > 0.5 ? mix(tint.rgb, ring, smoothstep(0.55, 0.65, r)) : tint.rgb;
  shown = vec4(inner * alpha, alpha);
}`;function $r(e){let t=e.getContext("webgl2",{premultipliedAlpha:!0,antialias:!1});if(!t)return null;let n=vs(t);t.useProgram(n),t.enable(t.BLEND),t.blendFunc(t.ONE,t.ONE_MINUS_SRC_ALPHA);let o=l=>t.getUniformLocation(n,l),r=xn(t,n,"place",2,t.FLOAT,!1),i=xn(t,n,"colour",3,t.UNSIGNED_BYTE,!0),s=xn(t,n,"state",1,t.UNSIGNED_BYTE,!1),a=0;return{kind:"webgl",put({points:l,colour:f,state:u}){a=u.length,r(l),i(f),s(u)},putState:s,paint({camera:l,width:f,height:u,scale:m,size:d,ratio:c,ring:_}){t.viewport(0,0,e.width,e.height),t.clearColor(0,0,0,0),t.clear(t.COLOR_BUFFER_BIT),t.uniform2f(o("scale"),2*m/f,2*m/u),t.uniform2f(o("centre"),l.x,l.y),t.uniform1f(o("size"),d*c),t.uniform3fv(o("ring"),_);for(let g of[0,1])t.uniform1f(o("pass"),g),t.drawArrays(t.POINTS,0,a)},close:()=>t.getExtension("WEBGL_lose_context")?.loseContext()}}function vs(e){let t=e.createProgram();for(let[n,o]of[[e.VERTEX_SHADER,hs],[e.FRAGMENT_SHADER,_s]]){let r=e.createShader(n);e.shaderSource(r,o),e.compileShader(r),e.attachShader(t,r)}if(e.linkProgram(t),!e.getProgramParameter(t,e.LINK_STATUS))throw new Error(e.getProgramInfoLog(t));return t}function xn(e,t,n,o,r,i){let s=e.createBuffer(),a=e.getAttribLocation(t,n);return e.bindBuffer(e.ARRAY_BUFFER,s),e.enableVertexAttribArray(a),e.vertexAttribPointer(a,o,r,i,0,0),l=>{e.bindBuffer(e.ARRAY_BUFFER,s),e.bufferData(e.ARRAY_BUFFER,l,e.DYNAMIC_DRAW)}}var gs=600,ys=120;function br(e){let t=new Map,n=new Set,o;function r(){for(let[a,l]of t)!l.complete&&!n.has(a)&&s(a,l);for(let a of n)t.has(a)||t.set(a,i(a));for(let[a,l]of t){if(t.size<=gs)break;n.has(a)||s(a,l)}}function i(a){let l=new Image;return l.decoding="async",l.onload=e,l.src=A.thumb(a),l}function s(a,l){l.onload=null,l.removeAttribute("src"),t.delete(a)}return{begin(){n=new Set,clearTimeout(o),o=setTimeout(r,ys)},of(a){n.add(a);let l=t.get(a);return l?.complete&&l.naturalWidth?l:null},close:()=>clearTimeout(o)}}var $s=6,wr={width:60,height:190},bs='-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';function kr(e,{camera:t,size:n,rows:o,points:r,image:i,colourOf:s,side:a,picked:l,ring:f}){for(let u of o){let[m,d]=Ye(t,n,r[2*u],r[2*u+1]);if(m<-a||d<-a||m>n.width+a||d>n.height+a)continue;let c=i(u);if(!c)continue;let _=l.has(u);e.save(),e.beginPath(),e.roundRect(m-a/2,d-a/2,a,a,a/8),e.lineWidth=_?6:3,e.strokeStyle=_?f:s(u),e.stroke(),e.clip(),ws(e,c,m-a/2,d-a/2,a),e.restore()}}function ws(e,t,n,o,r){let{naturalWidth:i,naturalHeight:s}=t,a=Math.min(i,s);e.drawImage(t,(i-a)/2,(s-a)/2,a,a,n,o,r,r)}function xr(e,{camera:t,size:n,places:o,ink:r,paper:i}){if(t.zoom>$s)return;let s=[{left:n.width-wr.width,right:n.width,top:0,bottom:wr.height}];e.textAlign="center",e.textBaseline="middle",e.lineJoin="round",e.strokeStyle=i,e.fillStyle=r,e.lineWidth=4;for(let{name:a,x:l,above:f,below:u,weight:m}of o){let v=function(h,x){return{left:h-c,right:h+c,top:x-.7*d,bottom:x+.7*d}},d=Math.round(12+4*m);e.font=`600 ${d}px ${bs}`;let c=e.measureText(a).width/2+5,[_,g]=Ye(t,n,l,f),[,y]=Ye(t,n,l,u),w=Math.min(Math.max(_,c),n.width-c),b=[g-d,y+d].find(h=>!s.some(x=>ks(x,v(w,h))));b===void 0||Math.abs(w-_)>c||(s.push(v(w,b)),e.strokeText(a,w,b),e.fillText(a,w,b))}}var ks=(e,t)=>e.left<t.right&&t.left<e.right&&e.top<t.bottom&&t.top<e.bottom;function Sr(e,t,n){t.length<2||(e.beginPath(),t.forEach(([o,r],i)=>i?e.lineTo(o,r):e.moveTo(o,r)),e.closePath(),e.globalAlpha=.12,e.fillStyle=n,e.fill(),e.globalAlpha=1,e.setLineDash([5,4]),e.lineWidth=1.5,e.strokeStyle=n,e.stroke(),e.setLineDash([]))}function Mr(e,{width:t,height:n},o){e.strokeStyle=o,e.lineWidth=1.5,e.beginPath();for(let[r,i]of[[9,0],[-9,0],[0,9],[0,-9]])e.moveTo(t/2+r/3,n/2+i/3),e.lineTo(t/2+r,n/2+i);e.stroke()}function Ar(e,[t,n],o,r){e.strokeStyle=r,e.lineWidth=2.5,e.beginPath(),e.arc(t,n,o,0,2*Math.PI),e.stroke()}function Er(e,t,n){let o=e.map(([s])=>s),r=e.map(([,s])=>s);return t.range(Math.min(...o),Math.min(...r),Math.max(...o),Math.max(...r)).filter(s=>xs(e,n[2*s],n[2*s+1]))}function xs(e,t,n){let o=!1;for(let r=0,i=e.length-1;r<e.length;i=r++){let[s,a]=e[r],[l,f]=e[i];a>n!=f>n&&t<(l-s)*(n-a)/(f-a)+s&&(o=!o)}return o}var Ss=[1/0,1.7],Ms=1.1,Tr=e=>Math.floor(Math.log2(e)),Sn=e=>Math.min(96,30+12*Math.log2(e)),Or=e=>Ss[e]??Ms;function Pr(e,t,n){if(!Number.isFinite(n))return[];let o=Uint32Array.from(t,(a,l)=>l).sort((a,l)=>t[l]-t[a]||a-l),r=new Map,i=[];for(let a of o){let[l,f]=[e[2*a],e[2*a+1]],[u,m]=[Math.floor(l/n),Math.floor(f/n)];s(u,m,l,f)||(r.set(Cr(u,m),a),i.push(a))}return i;function s(a,l,f,u){for(let m=a-1;m<=a+1;m++)for(let d=l-1;d<=l+1;d++){let c=r.get(Cr(m,d));if(c!==void 0&&Math.max(Math.abs(e[2*c]-f),Math.abs(e[2*c+1]-u))<n)return!0}return!1}}var Cr=(e,t)=>e*65536+t;var As=14,Es={points:null};function Rr(e,t,n){let o=$r(t)??yr(t),r=n.getContext("2d"),i=br(()=>c()),s=Es,a=wn,l={width:1,height:1},f=[],u=!1,m=0,d={level:null,rows:[]},c=()=>{m||=requestAnimationFrame(_)};function _(){if(m=0,!s.points)return;let v=Os(e),h=window.devicePixelRatio||1;Dr(t,l,h),Dr(n,l,h),o.paint({camera:a,...l,scale:je(a,l),size:y(),ratio:h,ring:v.ringParts}),r.setTransform(h,0,0,h,0,0),r.clearRect(0,0,l.width,l.height);let{points:x,labels:q,places:le,colourOf:oe,picked:ze,shown:Q}=s,ce=Sn(a.zoom);i.begin(),kr(r,{camera:a,size:l,rows:w(),points:x,image:i.of,colourOf:oe,side:ce,picked:ze,ring:v.ring}),Q!==null&&q&&Ar(r,g(Q),Math.max(y(),9),v.ring),xr(r,{camera:a,size:l,places:le,ink:v.ink,paper:v.card}),Sr(r,f,v.ring),u&&Mr(r,l,v.ring)}let g=v=>Ye(a,l,s.points[2*v],s.points[2*v+1]),y=()=>Ts(s.labels.n)*Math.min(2,1+.25*Math.log2(a.zoom));function w(){let v=Tr(a.zoom);if(d.level!==v){let h=Or(v)*Sn(2**v)/je({...a,zoom:2**v},l);d={level:v,rows:Pr(s.points,s.labels.confidence,h)}}return d.rows}let b=v=>{a=v,c()};return{kind:o.kind,show(v){let h=["points","labels","colour"].some(x=>v[x]!==s[x]);v.points!==s.points&&(v={...v,index:Cs(v.points)}),s={...s,...v},h?(d={level:null,rows:[]},o.put({points:s.points,colour:s.colour,state:s.state})):o.putState(s.state),c()},resize(v,h){l={width:v,height:h},d={level:null,rows:[]},c()},repaint:c,pan:(v,h)=>b(_r(a,l,v,h)),zoom:(v,h,x)=>b(kn(a,l,v,h,x)),zoomMiddle:v=>b(kn(a,l,v,...g(Mn(s,[a.x,a.y],1/0)))),whole:()=>b(wn),outline(v){f=v,c()},key(v){u=v,c()},at:(v,h)=>Mn(s,Ve(a,l,v,h),As/je(a,l)),middle:()=>Mn(s,[a.x,a.y],1/0),within:v=>Er(v.map(([h,x])=>Ve(a,l,h,x)),s.index,s.points),inView(){let{left:v,bottom:h,right:x,top:q}=vr(a,l);return s.index.range(v,h,x,q)},close(){cancelAnimationFrame(m),i.close(),o.close()}}}function Cs(e){let t=e.length/2,n=new pt(t,64,Float32Array);for(let o=0;o<t;o++)n.add(e[2*o],e[2*o+1]);return n.finish()}function Mn({index:e,points:t},[n,o],r){let i=e.within(n,o,Math.min(r,4)),s=a=>Math.hypot(t[2*a]-n,t[2*a+1]-o);return i.reduce((a,l)=>a===null||s(l)<s(a)?l:a,null)}var Ts=e=>Math.min(9,Math.max(3,13-2*Math.log10(e)));function Dr(e,{width:t,height:n},o){let[r,i]=[Math.round(t*o),Math.round(n*o)];e.width!==r&&(e.width=r),e.height!==i&&(e.height=i)}function Os(e){let t=getComputedStyle(e),n=t.getPropertyValue("--ring").trim(),o=[1,3,5].map(r=>parseInt(n.slice(r,r+2),16)/255);return{ring:n,ringParts:o,ink:t.color,card:t.getPropertyValue("--card").trim()}}var Ht=60;function Lr(){let[e,t]=k(0);return Y(()=>{xo().catch(n=>Ce(n.message))},[]),!Ee.value||!O.value?p`<p class="waiting" role="status">The map is being drawn …</p>`:p`<${Ps} key=${e} lost=${()=>t(n=>n+1)} />`}function Ps({lost:e}){let[t,n,o]=[J(null),J(null),J(null)],[r,i]=k(!1),[s,a]=k(null),l=J(r);l.current=r;let f=Ls({box:t,under:n,over:o,lassoing:l,setTip:a,lost:e}),u=Rs();return Y(()=>f.current.show(u),[u]),p`<div
    class=${r?"map lassoing":"map"}
    ref=${t}
    id="map"
    tabindex="0"
    role="application"
    aria-label="Map of the pictures: arrows move it, plus and minus zoom, Enter takes the picture in the middle, space adds it, a selects all in sight"
    onKeyDown=${d=>{let c=f.current,_={ArrowLeft:()=>c.pan(Ht,0),ArrowRight:()=>c.pan(-Ht,0),ArrowUp:()=>c.pan(0,Ht),ArrowDown:()=>c.pan(0,-Ht),"+":()=>c.zoomMiddle(1.5),"=":()=>c.zoomMiddle(1.5),"-":()=>c.zoomMiddle(1/1.5),0:()=>c.whole(),a:()=>Te(c.inView()),Enter:()=>An(c.middle())," ":()=>An(c.middle(),!0)};!(d.key in _)||d.altKey||(d.preventDefault(),_[d.key]())}}
    onFocus=${d=>f.current?.key(d.target.matches(":focus-visible"))}
    onBlur=${()=>f.current?.key(!1)}
  >
    <canvas ref=${n} aria-hidden="true"></canvas>
    <canvas ref=${o} aria-hidden="true"></canvas>
    <div class="tools">
      <button aria-pressed=${r} onClick=${()=>i(!r)} title="Lasso (or drag with shift)" aria-label="Lasso"><${U} name="lasso" /></button>
      <button onClick=${()=>f.current.zoomMiddle(1.6)} aria-label="Closer" title="Closer (+)"><${U} name="more" /></button>
      <button onClick=${()=>f.current.zoomMiddle(1/1.6)} aria-label="Farther" title="Farther (-)"><${U} name="less" /></button>
      <button onClick=${()=>f.current.whole()} aria-label="The whole map" title="The whole map (0)"><${U} name="fit" /></button>
    </div>
    ${s&&p`<${Ds} ...${s} />`}
  </div>`}function An(e,t=!1){e!==null&&(de(e,{toggle:t}),Ft()&&!t&&(V.value=!0))}function Ds({row:e,x:t,y:n}){let o=O.value.cluster[e],r={transform:`translate(${t+14}px, ${n+14}px)`,"--colour":$e(o)};return p`<div class="tip" style=${r} aria-hidden="true">
    <${me} key=${e} row=${e} />
    <span><i class="dot"></i><bdi>${ie(o)}</bdi></span>
    <span class="quiet">${X(O.value.confidence[e])} sure</span>
  </div>`}function Rs(){let[e,t,n]=[Ee.value,O.value,j.value],o=ue(()=>lr(t,n),[t,n]),r=ue(()=>cr(t,$.value,E.value),[t,$.value,E.value]),{rows:i,sections:s}=ye.value,a=ue(()=>ur(e,s,i,L.value),[e,s]);return ue(()=>({points:e,labels:t,colour:o,state:r,places:$.value===null?a:a.filter(({name:l})=>l===ie($.value)),picked:E.value,shown:S.value,colourOf:l=>$e(t.cluster[l])}),[e,o,r,a,S.value])}function Ls({box:e,under:t,over:n,lassoing:o,setTip:r,lost:i}){let s=J(null);return Y(()=>{let a=Rr(e.current,t.current,n.current);s.current=a,e.current.dataset.painter=a.kind;let l=new ResizeObserver(([{contentRect:c}])=>a.resize(c.width,c.height));l.observe(e.current),t.current.addEventListener("webglcontextlost",i,{once:!0});let f=matchMedia("(prefers-color-scheme: dark)");f.addEventListener("change",a.repaint);let u=(c,_,g)=>r(c===null?null:{row:c,x:_,y:g}),m=fr(n.current,{drag:(c,_)=>(u(null),a.pan(c,_)),zoom:(c,_,g)=>(u(null),a.zoom(c,_,g)),point:([c,_])=>u(a.at(c,_),...Ns(c,_,e.current)),take:([c,_],g)=>An(a.at(c,_),g.ctrlKey||g.metaKey),lasso:(c,_,g)=>{a.outline(_?[]:c),_&&(g.ctrlKey||g.metaKey?Uo:Te)(a.within(c))},lassoing:()=>o.current,leave:()=>u(null)}),d=t.current;return()=>{d.removeEventListener("webglcontextlost",i),m(),l.disconnect(),f.removeEventListener("change",a.repaint),a.close()}},[]),s}function Ns(e,t,n){return[Math.min(e,n.clientWidth-150),Math.min(t,n.clientHeight-190)]}var Nr={grid:"Grid",map:"Map",unsure:"Unsure",repeated:"Repeated",rejected:"Rejected"};function Ir(){let e=se.value,t=F.value==="map"&&!H.value,n=!t&&e.note&&e.rows.length===0;return p`<main>
    <div class="above">
      <${Is} />
      ${!t&&p`<${zs} />`}
      <${Us} />
    </div>
    ${e.note&&!t&&!n&&p`<p class="note">
      ${e.note}
      ${e.copies?.length>0&&!T.value&&p` <button class="link" onClick=${()=>Te(e.copies)}>Select the copies</button>`}
      ${e.rejects&&!T.value&&p` <button class="link" onClick=${()=>Nt([...e.rejects])}>Restore all</button>`}
    </p>`}
    <section class="view" id="view" role="tabpanel" aria-labelledby=${`tab-${F.value}`}>
      ${O.value?t?p`<${Lr} />`:p`<${sr} />`:p`<p class="waiting" role="status">Loading …</p>`}
      ${n&&p`<p class="nothing" role="status">${e.note}</p>`}
    </section>
    <${Jo} />
  </main>`}function Is(){if(H.value)return p`<h1>
      <bdi>Like ${H.value.said}</bdi>
      <button class="plain" aria-label="Leave the search" title="Leave the search (Esc)" onClick=${()=>H.value=null}><${U} name="close" /></button>
    </h1>`;let e=$.value===null?M.value.n:j.value.get($.value)?.size??0;return p`<h1>
    <bdi>${wo.value}</bdi> <span class="quiet">${Z(e)}</span>
    ${$.value!==null&&p`<button class="plain" aria-label="Show all pictures" title="Show all pictures (Esc)" onClick=${()=>xe(null)}><${U} name="close" /></button>`}
    <button class="plain about" aria-label=${$.value===null?"About this run":"About this kind"} onClick=${js}><${U} name="info" /></button>
  </h1>`}function js(){S.value=null,V.value=!0}function Us(){let e=Object.keys(Nr);return p`<div class="tabs" role="tablist" aria-label="Ways to look" onKeyDown=${n=>{let o={ArrowLeft:-1,ArrowRight:1}[n.key];o&&(n.preventDefault(),ke(e[(e.indexOf(F.value)+o+e.length)%e.length]),requestAnimationFrame(()=>document.getElementById(`tab-${F.value}`).focus()))}}>
    ${e.map(n=>{let o=F.value===n&&!H.value;return p`<button
        key=${n}
        id=${`tab-${n}`}
        role="tab"
        aria-selected=${o}
        aria-controls="view"
        tabindex=${F.value===n?0:-1}
        onClick=${()=>ke(n)}
      >
        ${Nr[n]}
      </button>`})}
  </div>`}function zs(){return p`<label class="size-of-cells">
    <span class="unseen">Size of the pictures</span>
    <input type="range" min="64" max="256" step="16" value=${Ke.value} title="Size of the pictures"
      onInput=${e=>Ke.value=Number(e.target.value)} />
  </label>`}function jr(){let e=j.value.get($.value);if(!e||!O.value)return null;let{start:t,count:n}=pn(e.id),o=bo(O.value,ye.value.rows.subarray(t,t+n));return p`
    <h2><bdi>${e.name}</bdi></h2>
    <p class="quiet">${P(e.size,"picture")}</p>
    ${!T.value&&p`<div class="buttons">
      <${z} command="rename" /><${z} command="merge" /><${z} command="split" />
    </div>`}
    ${e.alternatives.length>0&&p`<${Bs} cluster=${e} />`}
    <h4>Confidence</h4>
    <${Fs} counts=${o} colour=${e.colour} />
    <dl class="facts">
      <div><dt>Sure on average</dt><dd>${X(e.confidence)}</dd></div>
      <div><dt>Alike</dt><dd>${e.cohesion.toFixed(2)}</dd></div>
    </dl>
  `}function Bs({cluster:e}){return p`<h4>${T.value?"Could also be called":"Call it"}</h4>
    <div class="chips">
      ${e.alternatives.map(([t,n])=>T.value?p`<span class="chip"><bdi>${t}</bdi></span>`:p`<button class="chip" onClick=${()=>Co(e.id,t)} title=${`Score ${n.toFixed(2)}`}>
              <bdi>${t}</bdi>
            </button>`)}
    </div>`}function Fs({counts:e,colour:t}){let n=Math.max(...e,1);return p`<svg class="bars" viewBox="0 0 100 34" preserveAspectRatio="none" role="img"
    aria-label=${`Pictures by confidence, unsure to sure: ${e.join(", ")}`}>
    ${e.map((o,r)=>{let i=o?Math.max(1.5,32*o/n):.6;return p`<rect x=${10*r+.6} y=${34-i} width="8.8" height=${i} fill=${o?t:"currentColor"}
        opacity=${o?1:.25} />`})}
  </svg>
  <p class="scale quiet"><span>unsure</span><span>sure</span></p>`}function Ur(){let{title:e,n:t,encoder:n,method:o,n_fit_clusters:r}=M.value;return p`
    <h2><bdi>${e}</bdi></h2>
    <p class="quiet">${P(L.value.length,"kind")} in ${P(t,"picture")}</p>
    <dl class="facts">
      <div><dt>Encoder</dt><dd title=${n}><bdi>${n.split("@")[0]}</bdi></dd></div>
      <div><dt>Method</dt><dd>${o}</dd></div>
      <div><dt>Kinds of the fit</dt><dd>${Z(r)}</dd></div>
    </dl>
    <h4>How to go about it</h4>
    <ol class="hints">
      <li>Open a kind on the left and see whether its pictures belong together.</li>
      ${!T.value&&p`<li>Choose two or more kinds and merge them, or split one that holds several.</li>
        <li>Select pictures that are wrong, and move or reject them. The Unsure list has the likeliest mistakes.</li>
        <li>Export. Nothing of yours is changed, and every step can be undone.</li>`}
    </ol>
    <div class="buttons"><${z} command="help" label="All keys" /></div>
  `}var Hs=60;function Br(){let e=S.value;return p`<aside class=${V.value?"detail uncovered":"detail"} aria-label="Details">
    <button class="plain shut" onClick=${()=>V.value=!1} aria-label="Close"><${U} name="close" /></button>
    ${e!==null?p`<${Ks} row=${e} />`:$.value!==null?p`<${jr} />`:p`<${Ur} />`}
  </aside>`}function Ks({row:e}){let t=Ys(e);return p`
    <div class="large"><${Ws} key=${e} row=${e} /></div>
    ${t.error&&p`<p class="quiet">${t.error}</p>`}
    ${t.row===e&&p`<${qs} told=${t} />`}
  `}function Ws({row:e}){let[t,n]=k(!1);return t?p`<p class="gone">This picture cannot be read now.</p>`:p`<img src=${A.large(e)} alt=${`Picture ${e+1}`} onError=${()=>n(!0)} />`}function qs({told:e}){let t=[e.outlier&&"fits no kind well",e.rejected&&"rejected",e.moved&&"placed by hand",e.duplicate_of!==null&&"looks like a copy"].filter(Boolean);return p`
    <p class="file"><bdi>${e.name}</bdi></p>
    <p class="quiet">
      ${e.width&&`${e.width} × ${e.height}`}${t.map(n=>p`<span class="note">${n}</span>`)}
    </p>
    ${!T.value&&p`<div class="buttons">
      <${z} command="move" />
      <${z} command="reject" label=${ct()?"Restore":"Reject"} />
    </div>`}
    <h4>Likeliest kinds</h4>
    <ol class="top">
      ${e.top.map(({cluster:n,p:o},r)=>p`<${Gs} key=${n} ...${{cluster:n,p:o,place:r,told:e}} />`)}
    </ol>
    <${zr} title="Nearest" rows=${e.neighbours.map(n=>n.row)} />
    <${zr} title=${e.duplicate_of!==null?"Original and copies":"Copies"} rows=${Vs(e)} />
  `}function Gs({cluster:e,p:t,place:n,told:o}){let r=e===o.cluster,i=p`<span class="bar" style=${{"--p":t,"--colour":$e(e)}}></span>
    <bdi>${ie(e)}</bdi><span class="p">${X(t)}</span>`;return T.value?p`<li class=${r?"here":""}><span class="likely">${i}</span></li>`:p`<li class=${r?"here":""}>
    <button class="likely" title=${r?"Confirm this kind":"Move the picture here"} onClick=${()=>Ie([o.row],e)}>
      ${i}${F.value==="unsure"&&p`<kbd aria-hidden="true">${n+1}</kbd>`}
    </button>
  </li>`}function zr({title:e,rows:t}){return t.length?p`<h4>${e}</h4>
    <div class="tiles">
      ${t.map(n=>p`<button key=${n} class="tile" onClick=${()=>de(n)} aria-label=${`Picture ${n+1}`}>
          <${me} row=${n} />
        </button>`)}
    </div>`:null}var Vs=({duplicate_of:e,duplicates:t})=>[...new Set([...e!==null?[e]:[],...t])];function Ys(e){let[t,n]=k({}),{rev:o}=M.value;return Y(()=>{let r=new AbortController,i=setTimeout(async()=>{try{n(await A.picture(e,r.signal))}catch(s){co(s)||n({error:s.message})}},Hs);return()=>{clearTimeout(i),r.abort()}},[e,o]),t}var Ue=()=>W.value=null;function ee({title:e,children:t,act:n,verb:o,can:r=!0,wide:i=!1}){let s=J(null);return bt(()=>{let l=document.activeElement;return s.current.showModal(),()=>l?.isConnected&&l.focus()},[]),p`<dialog
    ref=${s}
    class=${i?"wide":""}
    aria-labelledby="dialog-title"
    onClose=${Ue}
    onClick=${l=>l.target===s.current&&Ue()}
  >
    <form onSubmit=${l=>{l.preventDefault(),r&&(Ue(),n?.())}}>
      <header>
        <h2 id="dialog-title">${e}</h2>
        <button type="button" class="plain" onClick=${Ue} aria-label="Close"><${U} name="close" /></button>
      </header>
      ${t}
      ${n&&p`<footer>
        <button type="button" class="plain" onClick=${Ue}>Cancel</button>
        <button type="submit" class="strong" disabled=${!r}>${o}</button>
      </footer>`}
    </form>
  </dialog>`}var Zs=[["csv","Table","labels.csv: path, kind, name, confidence"],["folders","Folders","one folder a kind"],["parquet","Parquet","the table, for data frames"],["coco","COCO","JSON for annotation tools"],["labelstudio","Label Studio","tasks with the kinds as predictions"]],Js=[["symlink","links to your files"],["hardlink","hard links"],["copy","copies"]];function Fr(){let[e,t]=k("csv"),[n,o]=k("symlink"),[r]=k([...E.value]),[i,s]=k(r.length>0);return p`<${ee} title="Export" verb="Export" act=${()=>Oo(e,n,i?r:null)}>
    <fieldset class="ways">
      <legend class="unseen">As</legend>
      ${Zs.map(([a,l,f],u)=>p`<label key=${a}>
          <input type="radio" name="to" autofocus=${u===0} checked=${e===a} onChange=${()=>t(a)} />
          <span>${l} <span class="quiet">${f}</span></span>
        </label>`)}
    </fieldset>
    ${e==="folders"&&p`<label class="field">
      <span>Filled with</span>
      <select value=${n} onChange=${a=>o(a.target.value)}>
        ${Js.map(([a,l])=>p`<option key=${a} value=${a}>${l}</option>`)}
      </select>
    </label>`}
    ${r.length>0&&p`<label class="switch">
      <input type="checkbox" checked=${i} onChange=${a=>s(a.target.checked)} />
      Only the ${P(r.length,"picture")} selected
    </label>`}
    <p class="quiet">It is written beside the run, under a new name. Your pictures stay as they are.</p>
  <//>`}var Hr=["merge","split","rename","move","reject","first","second","third","undo","redo","coarser","finer","export"],Qs=[["← ↑ → ↓","Next picture"],["Shift + arrow","Select a range"],["Space","Select one more"]],Xs=[["Drag","Move the map"],["Wheel, pinch, + −","Closer, farther"],["0","The whole map"],["Shift + drag","Draw a lasso"]];function Wr(){let e=T.value?[]:Hr.map(n=>Kr(Oe[n])),t=Object.keys(Oe).filter(n=>!Hr.includes(n)&&Oe[n].can()).map(n=>Kr(Oe[n]));return p`<${ee} title="Keys" wide>
    <div class="keys">
      ${e.length>0&&p`<${Kt} title="Change" rows=${e} />`}
      <${Kt} title="Look" rows=${t} />
      <${Kt} title="In the grid" rows=${Qs} />
      <${Kt} title="On the map" rows=${Xs} />
    </div>
    <label class="switch">
      <input type="checkbox" checked=${at.value} onChange=${n=>ea(n.target.checked)} />
      Single letters act. Switch this off if you speak or use a screen reader; arrows, Enter, Escape and Ctrl+Z stay.
    </label>
  <//>`}var Kr=({key:e,name:t})=>[e==="Escape"?"Esc":e,t];function Kt({title:e,rows:t}){return p`<section>
    <h3>${e}</h3>
    <dl>${t.map(([n,o])=>p`<div key=${n}><dt><kbd>${n}</kbd></dt><dd>${o}</dd></div>`)}</dl>
  </section>`}function ea(e){at.value=e,localStorage.setItem("kindfold.keys",e?"on":"off")}function qr(){let{index:e}=W.value,{levels:t,n_fit_clusters:n,n_since_level:o}=M.value,r=P(e===null?n:t[e].n_clusters,"kind");return p`<${ee} title=${`Begin anew with ${r}?`} verb=${`Take ${r}`} act=${()=>hn(e)}>
    <p>${P(o,"correction")} that you made ${o===1?"stays":"stay"} behind; what you rejected stays rejected.</p>
    <p class="quiet">Undo brings everything back.</p>
  <//>`}function Wt({chosen:e,onChange:t,several:n=!1,first:o=null}){let[r,i]=k(""),[s]=k(e),a=L.value.filter(({name:f})=>f.toLowerCase().includes(r.trim().toLowerCase())).sort((f,u)=>s.includes(u.id)-s.includes(f.id)),l=f=>{if(!n)return t([f]);t(e.includes(f)?e.filter(u=>u!==f):[...e,f])};return p`<div class="choice">
    <input type="search" autofocus placeholder="Find a kind" aria-label="Find a kind" value=${r}
      onInput=${f=>i(f.target.value)} />
    <div class="options" role="group" aria-label="Kinds">
      ${o&&p`<${Gr} id=${o.id} name=${o.name} ...${{chosen:e,toggle:l,several:n}} />`}
      ${a.map(({id:f,name:u,size:m,central:d,colour:c})=>p`<${Gr} key=${f} ...${{id:f,name:u,size:m,central:d,colour:c,chosen:e,toggle:l,several:n}} />`)}
    </div>
  </div>`}function Gr({id:e,name:t,size:n,central:o,colour:r,chosen:i,toggle:s,several:a}){return p`<label class="option" style=${{"--colour":r??"transparent"}}>
    <input type=${a?"checkbox":"radio"} name="cluster" checked=${i.includes(e)} onChange=${()=>s(e)} />
    ${o?.length?p`<${me} row=${o[0]} lazy />`:p`<span class="thumb"></span>`}
    <bdi>${t}</bdi>
    ${n!==void 0&&p`<span class="quiet">${Z(n)}</span>`}
  </label>`}function Vr(){let[e,t]=k(pe.value),[n,o]=k(null),r=L.value.filter(({id:a})=>e.includes(a)),i=n??r[0]?.name??"",s=r.reduce((a,{size:l})=>a+l,0);return p`<${ee}
    title="Merge kinds"
    verb=${r.length>1?`Merge ${P(r.length,"kind")}`:"Merge"}
    can=${r.length>1&&i.trim()}
    act=${()=>Lt(r.map(({id:a})=>a),i.trim())}
  >
    <${Wt} several chosen=${e} onChange=${a=>t(a.filter(l=>j.value.has(l)))} />
    <label class="field">
      <span>Name of the whole</span>
      <input maxlength="200" value=${i} onInput=${a=>o(a.target.value)} />
    </label>
    <p class="quiet">${P(s,"picture")} in all.</p>
  <//>`}var Yr="new";function Zr(){let[e]=k(fe.value),[t,n]=k([]),[o,r]=k(""),i=t[0]===Yr,s=We(o.trim());return p`<${ee}
    title=${`Move ${P(e.length,"picture")}`}
    verb="Move"
    can=${t.length===1&&(!i||o.trim())}
    act=${()=>Ie(e,t[0],i?o.trim():void 0)}
  >
    <${Wt} chosen=${t} onChange=${n} first=${{id:Yr,name:"A new kind"}} />
    ${i&&p`<label class="field">
      <span>Name of the new kind</span>
      <input autofocus maxlength="200" value=${o} onInput=${a=>r(a.target.value)} />
    </label>`}
    ${i&&s&&p`<div class="remark" role="status">
      <p>There is a kind of this name, with ${P(s.size,"picture")}.</p>
      <button type="button" onClick=${()=>n([s.id])}>Choose it</button>
    </div>`}
  <//>`}function Jr(){let[e]=k(()=>j.value.get(W.value.cluster??pe.value[0])),[t,n]=k(W.value.wanted??e.name),o=t.trim(),r=We(o,e.id),i=()=>{Ue(),Lt([e.id,r.id],o)};return p`<${ee}
    title="Rename"
    verb=${r?"Rename anyway":"Rename"}
    can=${o&&o!==e.name}
    act=${()=>mn(e.id,o)}
  >
    <label class="field">
      <span>Name</span>
      <input autofocus maxlength="200" value=${t} onInput=${s=>n(s.target.value)} onFocus=${s=>s.target.select()} />
    </label>
    ${r&&p`<div class="remark" role="status">
      <p>Another kind has this name, with ${P(r.size,"picture")}.</p>
      <button type="button" onClick=${i}>Merge the two</button>
    </div>`}
    ${e.alternatives.length>0&&p`<div class="chips" role="group" aria-label="Other nouns">
      ${e.alternatives.map(([s])=>p`<button type="button" class="chip" onClick=${()=>n(s)}><bdi>${s}</bdi></button>`)}
    </div>`}
  <//>`}var Qr=20;function Xr(){let[e]=k(pe.value[0]),[t,n]=k(2),o=t!=="auto",r=Number(t),i=!o||Number.isInteger(r)&&r>=2&&r<=Qr;return p`<${ee} title=${`Split ${ie(e)}`} verb="Split" can=${i} act=${()=>Ao(e,o?r:"auto")}>
    <fieldset class="ways">
      <legend class="unseen">Into how many</legend>
      <label>
        <input type="radio" name="into" autofocus checked=${o} onChange=${()=>n(2)} /> Into
        <input type="number" min="2" max=${Qr} value=${o?t:2} aria-label="Number of parts"
          onFocus=${()=>!o&&n(2)} onInput=${s=>n(s.target.value)} />
      </label>
      <label><input type="radio" name="into" checked=${!o} onChange=${()=>n("auto")} /> As many as both halves of its pictures agree on</label>
    </fieldset>
    <p class="quiet">The parts get names of their own.</p>
  <//>`}var ta={export:Fr,help:Wr,level:qr,merge:Vr,move:Zr,rename:Jr,split:Xr};function ei(){let e=W.value;return e&&p`<${ta[e.name]} />`}var na=32*2**20;function ti(){let[e,t]=k(""),n=J(null);if(Y(()=>{H.value===null&&t("")},[H.value]),T.value)return null;let o=M.value?.can_search_words;return p`<form class="search" role="search" onSubmit=${i=>{i.preventDefault(),e.trim()?Do(e.trim()):H.value=null}}>
    <${U} name="search" />
    <input
      id="words"
      type="search"
      disabled=${!o}
      value=${e}
      placeholder=${o?"Search by words":"This encoder knows no words"}
      aria-label="Search by words"
      aria-keyshortcuts="/"
      maxlength="300"
      onInput=${i=>t(i.target.value)}
    />
    <button type="button" class="plain" title="Search by a picture (or drop one anywhere)" aria-label="Search by a picture" onClick=${()=>n.current.click()}>
      <${U} name="picture" />
    </button>
    <input ref=${n} type="file" accept="image/*" hidden aria-hidden="true" onChange=${i=>En(i.target.files[0])} />
  </form>`}function ni(e){let t=n=>n.dataTransfer?.types.includes("Files");document.addEventListener("dragover",n=>{t(n)&&(n.preventDefault(),e(!T.value))}),document.addEventListener("dragleave",n=>!n.relatedTarget&&e(!1)),document.addEventListener("drop",n=>{t(n)&&(n.preventDefault(),e(!1),En(n.dataTransfer.files[0]))}),document.addEventListener("paste",n=>En(n.clipboardData?.files[0]))}function En(e){!e||T.value||(e.size>na?Ce("This file is too large for a search."):Ro(e))}function oi(){let{title:e,undo:t,redo:n}=M.value;return p`<header class="bar">
    <a class="skip" href="#pictures">To the pictures</a>
    <p class="mark">kindfold <bdi class="quiet">${e}</bdi></p>
    <${ti} />
    <div class="deeds">
      ${!T.value&&p`<${z} command="undo" icon="undo" kind="plain" title=${t?`Undo: ${t} (z)`:"Undo (z)"} />
        <${z} command="redo" icon="redo" kind="plain" title=${n?`Redo: ${n} (Z)`:"Redo (Z)"} />
        <${z} command="export" kind="export" />`}
      <${z} command="help" icon="help" kind="plain" />
    </div>
  </header>`}function ri(){let{levels:e,level:t,n_fit_clusters:n}=M.value,[o,r]=k(null);if(T.value||e.length<2)return null;let i=o??No(M.value),{n_clusters:s,stability:a}=e[i],l=`${P(s,"kind")}${a===null?"":`, ${X(a)} stable`}`,f=u=>{r(null),Number(u.target.value)!==t&&qe(Number(u.target.value))};return p`<div class="levels">
    <label>
      <span>How fine</span>
      <output class="quiet">${o===null&&t===null?"as found":l}</output>
    </label>
    <div class="slider">
      <${z} command="coarser" icon="less" kind="plain" />
      <input
        type="range"
        min="0"
        max=${e.length-1}
        value=${i}
        aria-label="How fine the kinds are"
        aria-valuetext=${l}
        onInput=${u=>r(Number(u.target.value))}
        onChange=${f}
      />
      <${z} command="finer" icon="more" kind="plain" />
    </div>
    ${t!==null&&p`<button class="plain link" onClick=${()=>qe(null)}>Back to the ${n} that were found</button>`}
  </div>`}function ii(){let{text:e,undoable:t,wrong:n,silent:o}=Pt.value??{};return p`
    <div class="unseen" role="status" aria-live="polite" aria-atomic="true">${e}</div>
    ${e&&!o&&p`<div class=${n?"toast wrong":"toast"}>
      <span aria-hidden="true">${e}</span>
      ${t&&p`<button class="plain" onClick=${It}>Undo <kbd aria-hidden="true">z</kbd></button>`}
    </div>`}
  `}function si(){let[e,t]=k(!1);return Y(()=>ni(t),[]),st.value?p`<div class="failure" role="alert"><h1>kindfold</h1><p>${st.value}</p></div>`:M.value?p`
    <${oi} />
    <nav class="left" aria-label="Kinds">
      <div class="left-head">
        <h2>${P(L.value.length,"kind")}</h2>
        <${ri} />
      </div>
      <${Vo} />
    </nav>
    <${Ir} />
    <${Br} />
    <${ei} />
    <${ii} />
    ${e&&p`<div class="dropping"><p>Drop the picture to see what is like it</p></div>`}
  `:p`<p class="waiting" role="status">Loading …</p>`}var oa=["grid","map","unsure","repeated","rejected"];function ai(){let e=new URLSearchParams(location.hash.slice(1));oa.includes(e.get("tab"))&&(F.value=e.get("tab")),e.has("kind")&&($.value=Number(e.get("kind"))),ve(()=>{if(!M.value||j.value.size===0)return;ra();let t=new URLSearchParams({tab:F.value});$.value!==null&&t.set("kind",$.value),history.replaceState(null,"",`#${t}`),document.title=`${M.value.title} · kindfold`})}function ra(){let e=j.value;$.value!==null&&!e.has($.value)&&($.value=null),[...R.value].some(t=>!e.has(t))&&(R.value=new Set([...R.value].filter(t=>e.has(t))))}tn(p`<${si} />`,document.getElementById("page"));Ko();ai();ko();window.addEventListener("focus",So);})();
